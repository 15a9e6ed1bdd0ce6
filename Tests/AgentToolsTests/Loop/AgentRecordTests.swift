import Basics
import Foundation
import LanguageModels
import TestSupport
import Testing

@testable import AgentTools

@Suite("What is kept of a brain's work")
struct AgentRecordTests {
    private var record: AgentRecord {
        var record = AgentRecord(job: "forge:1", brain: "scripted/brain")
        record.base = "0123"
        record.plan = AgentPlan([.init("Fetch \"it\"", isDone: true), .init("rest")])
        (record.turns, record.tokens, record.seconds, record.calls) = (3, 40, 5, 6)
        record.done = [.init("clone_repository", arguments: "{\"a\": \"ü\"}")]
        record.messages = [
            .system("s"), .user("u"),
            .assistant("a", calls: [ToolCall(id: "1", name: "n", arguments: "{")]),
            .tool(ToolResult(callID: "1", name: "n", text: "t\n", isError: true)),
        ]
        return record
    }

    @Test("it is read as it was written, ended or not")
    func roundTrip() throws {
        var ended = record
        ended.ending = "stalled"
        for record in [record, ended, AgentRecord(job: "j", brain: "b")] {
            let read = try AgentRecord(parsing: record.bytes, file: "kept.json")
            #expect(read == record && read.bytes == record.bytes)
        }
    }

    @Test("a file that was tampered with is read as data or refused with its place, never more")
    func fuzz() {
        var generator = SplitMix64(seed: 7)
        let bytes = record.bytes
        var refused = 0
        for _ in 0..<500 {
            var changed = bytes
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                let place = Int.random(in: 0..<changed.count, using: &generator)
                switch Int.random(in: 0...2, using: &generator) {
                case 0: changed[place] = UInt8.random(in: 0...255, using: &generator)
                case 1: changed.remove(at: place)
                default: changed.removeLast(changed.count - place)
                }
                if changed.isEmpty { changed = [0] }
            }
            do { _ = try AgentRecord(parsing: changed, file: "kept.json") } catch {
                refused += 1
                #expect("\(Diagnostic(describing: error, while: ""))".contains("kept.json:"))
            }
        }
        #expect(refused > 200)
    }

    @Test(
        "a plan is the checklist of a text, on safe lines, and what the tools did is ticked by the host"
    )
    func plan() throws {
        let text = """
            Here:
            - [x] Fetch (`clone_repository`)
             * [ ] Look \u{1b}[31m around
            + [X] Think
            - not a step
            - [ ]
            """
        var plan = try #require(AgentPlan(in: text))
        #expect(plan.items.map(\.isDone) == [true, false, true])
        plan.settle(done: ["push_branch"])
        #expect(plan.items.map(\.isDone) == [false, false, true])
        plan.settle(done: ["clone_repository"])
        #expect(plan.items.map(\.isDone) == [true, false, true])
        #expect(plan.markdown.hasPrefix("- [x] Fetch (`clone_repository`)\n- [ ] Look "))
        #expect(!plan.markdown.contains("\u{1b}"))
        #expect(AgentPlan(in: "no list") == nil)
        let long = String(
            repeating: "- [ ] step \(String(repeating: "x", count: 900))\n", count: 99)
        let cut = try #require(AgentPlan(in: long))
        #expect(cut.items.count == 40 && cut.items[0].text.unicodeScalars.count == 200)
    }

    @Test("old results are left out when the conversation grows too long, the latest last of all")
    func compaction() throws {
        var conversation = Conversation([.system("s"), .user("u")])
        for number in 0..<20 {
            conversation.append(
                .assistant("", calls: [.init(id: "\(number)", name: "n", arguments: "{}")]))
            conversation.append(
                .tool(
                    ToolResult(
                        callID: "\(number)", name: "n", text: String(repeating: "x ", count: 2_000))
                ))
        }
        let tools: [ModelTool] = []
        let none = conversation.compact(to: 100_000, tools: tools)
        #expect(none == 0)
        let found = conversation.compact(to: 20_000, tools: tools)
        let left = try #require(found)
        #expect(left > 10 && left < 20)
        let size = TokenEstimate.most(of: ModelRequest(messages: conversation.messages))
        #expect(size <= 20_000)
        let texts = conversation.messages.filter { $0.role == .tool }.map(\.text)
        #expect(texts.prefix(left).allSatisfy { $0.contains("left_out") })
        #expect(texts.dropFirst(left).allSatisfy { $0.hasPrefix("x x") })
        #expect(conversation.messages.count == 42)
        let impossible = conversation.compact(to: 100, tools: tools)
        #expect(impossible == nil)
    }
}
