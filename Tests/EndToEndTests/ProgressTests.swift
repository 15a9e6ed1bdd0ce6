import Synchronization
import Testing

@testable import complybot

@Suite("Progress")
struct ProgressTests {
    private final class Screen: Sendable {
        let text = Mutex("")

        func note(_ more: String) { text.withLock { $0 += more } }
    }

    @Test("a line is drawn over itself, fits the terminal, and is taken away at the end")
    func line() {
        let screen = Screen()
        let progress = Progress(isShown: true, columns: 24, note: screen.note)
        progress.draw()
        #expect(screen.text.withLock { $0 }.isEmpty, "nothing is under way")
        progress.enter("checking 120000 files\u{1b}[31m of a repository")
        progress.draw()
        progress.end()
        progress.draw()
        let text = screen.text.withLock { $0 }
        #expect(text == "\r⠋ checking 120000 files\u{1b}[K\r\u{1b}[K")
    }

    @Test("where standard error is no terminal nothing is drawn")
    func silent() {
        let screen = Screen()
        let progress = Progress(isShown: false, columns: 24, note: screen.note)
        progress.enter("checking")
        progress.draw()
        progress.end()
        #expect(screen.text.withLock { $0 }.isEmpty)
    }
}
