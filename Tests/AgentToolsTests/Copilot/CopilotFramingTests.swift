import Basics
import TestSupport
import Testing

@testable import AgentTools

@Suite("The Copilot CLI's frames")
struct CopilotFramingTests {
    @Test("messages come out as they went in, however the stream is cut")
    func roundTrip() throws {
        var generator = SplitMix64(seed: 20_261_121)
        for _ in 0..<200 {
            let messages = (0..<Int.random(in: 0...6, using: &generator)).map { number in
                JSONValue.members([
                    "id": .int(number),
                    "text": .string(
                        String(
                            repeating: "ä\r\n\r\nContent-Length: 3\r\n\r\n",
                            count: Int.random(in: 0...40, using: &generator))),
                ])
            }
            let stream = messages.flatMap { CopilotFraming.framed($0) }
            var framing = CopilotFraming()
            var found: [[UInt8]] = []
            var rest = stream[...]
            while !rest.isEmpty {
                let count = Int.random(in: 1...max(1, stream.count / 3), using: &generator)
                found += try framing.take(rest.prefix(count))
                rest = rest.dropFirst(count)
            }
            #expect(found == messages.map { Array($0.text(indented: false).utf8) })
            #expect(framing.isBetweenMessages)
        }
    }

    @Test("whatever comes is cut or refused, and never more is kept than a message may have")
    func fuzz() {
        var generator = SplitMix64(seed: 4_711)
        let pieces = [
            "Content-Length: 2\r\n\r\n{}", "Content-Length: 0\r\n\r\n", "Content-Length: ",
            "content-length:", "5", "0", "-1", "99999999999", "\r\n",
            "\r\n\r\n", "\n",
            "{}", "abcde", ":", "\0", "é", "X-Field: y\r\n",
        ].map { Array($0.utf8) }
        var refused = 0
        var taken = 0
        for _ in 0..<3_000 {
            var framing = CopilotFraming()
            do throws(CopilotError) {
                for _ in 0..<Int.random(in: 1...12, using: &generator) {
                    let piece = pieces[Int.random(in: 0..<pieces.count, using: &generator)]
                    taken += try framing.take(piece).count
                }
            } catch {
                refused += 1
                #expect([.malformed, .floods].contains(error.code))
            }
        }
        #expect(refused > 100 && taken > 20)
    }

    @Test(
        "what is no frame is refused",
        arguments: [
            "Hello\r\n\r\n", "Content-Length: x\r\n\r\n", "Content-Length: -4\r\n\r\n",
            "Content-Length:\r\n\r\n", "Content-Length: 999999999\r\n\r\n",
            String(repeating: "a", count: 5_000),
        ])
    func refused(text: String) {
        #expect(throws: CopilotError.self) {
            var framing = CopilotFraming()
            _ = try framing.take(Array(text.utf8))
        }
    }
}
