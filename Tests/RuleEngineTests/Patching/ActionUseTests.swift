import Documents
import Testing

@testable import RuleEngine

@Suite struct ActionUseTests {
    private let commit = String(repeating: "ab", count: 20)

    private func pinned(_ text: String) throws -> String {
        let source = SourceText(text)
        let use = try #require(ActionUse(in: source, near: 0..<source.bytes.count))
        let pin = ActionPin(commit: commit, version: "v4.2.2", checked: "2024-01-01")
        return String(
            decoding: try use.pinned(to: pin, in: source).applied(to: source.bytes), as: UTF8.self)
    }

    @Test("the commit takes the ref's place, the version a comment's")
    func plain() throws {
        #expect(try pinned("- uses: a/b@v4\n") == "- uses: a/b@\(commit) # v4.2.2\n")
        #expect(try pinned("- uses: a/b/c@v4\r\n") == "- uses: a/b/c@\(commit) # v4.2.2\r\n")
        #expect(try pinned("- uses: a/b@v4") == "- uses: a/b@\(commit) # v4.2.2")
        #expect(try pinned("- uses: a/b@v4  \n") == "- uses: a/b@\(commit) # v4.2.2\n")
    }

    @Test("quotes and brackets around it are kept")
    func quoted() throws {
        #expect(try pinned("- uses: 'a/b@v4'\n") == "- uses: 'a/b@\(commit)' # v4.2.2\n")
        #expect(
            try pinned("- uses: \"a/b@v4\" # x\n") == "- uses: \"a/b@\(commit)\" # v4.2.2 # x\n")
        #expect(
            try pinned("- {uses: a/b@v4, with: {x: 1}}\n")
                == "- {uses: a/b@\(commit), with: {x: 1}} # v4.2.2\n")
    }

    @Test("a comment that is a version is replaced, any other is kept")
    func comments() throws {
        #expect(try pinned("- uses: a/b@v4 # v4\n") == "- uses: a/b@\(commit) # v4.2.2\n")
        #expect(try pinned("- uses: a/b@v4 # tag=v4.1\n") == "- uses: a/b@\(commit) # v4.2.2\n")
        #expect(
            try pinned("- uses: a/b@v4 # 4 times\n") == "- uses: a/b@\(commit) # v4.2.2 # 4 times\n"
        )
        #expect(try pinned("- uses: a/b@v4 # v4.2.2\n") == "- uses: a/b@\(commit) # v4.2.2\n")
    }

    @Test("what is no reference is none, and a pin that is no commit is refused")
    func refused() throws {
        #expect(ActionUse(in: SourceText("- uses: ./local\n"), near: 0..<15) == nil)
        #expect(ActionUse(in: SourceText("mail: me@example.org\n"), near: 0..<20) == nil)
        let source = SourceText("a/b@v4")
        let use = try #require(ActionUse(in: source, near: 0..<6))
        #expect(throws: Declined.self) {
            try use.pinned(to: ActionPin(commit: "abc", version: "v4", checked: ""), in: source)
        }
    }
}
