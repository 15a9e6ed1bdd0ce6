package import Basics

/// The checklist by which a brain works, as it is shown and kept.
///
/// The brain words it; what an item that names a tool has come to is the host's to say, for that is known.
package struct AgentPlan: Sendable, Hashable {
    /// A step.
    package struct Item: Sendable, Hashable {
        package var text: String
        package var isDone: Bool

        /// A step from its parts.
        package init(_ text: String, isDone: Bool = false) {
            self.text = text
            self.isDone = isDone
        }
    }

    /// The most items that are kept, and the most characters of each.
    private static let most = (items: 40, characters: 200)

    package private(set) var items: [Item]

    /// A plan of these steps.
    package init(_ items: [Item]) { self.items = items }

    /// What stands where a brain gives no plan: the tools in their natural order.
    package static let usual = AgentPlan(
        [
            .cloneRepository, .detectComplianceDrift, .createBranch, .applyCompliancePatches,
            .getRequiredApprovals, .runTests, .commitChanges, .pushBranch, .createPullRequest,
        ].map { (tool: StandardTool) in Item("\(tool.definition.title) (`\(tool.rawValue)`)") })

    /// The checklist in a text of Markdown; nil when there is none.
    package init?(in text: String) {
        let items = text.split(whereSeparator: \.isNewline).compactMap(Self.item)
        guard !items.isEmpty else { return nil }
        self.items = Array(items.prefix(Self.most.items))
    }

    private static func item(_ line: Substring) -> Item? {
        let line = line.drop { $0 == " " || $0 == "\t" }
        for (box, isDone) in [("[ ] ", false), ("[x] ", true), ("[X] ", true)] {
            for bullet in ["- ", "* ", "+ "] where line.hasPrefix(bullet + box) {
                let text = String(line.dropFirst(bullet.count + box.count))
                    .asLine(atMost: most.characters)
                return text.isEmpty ? nil : Item(text, isDone: isDone)
            }
        }
        return nil
    }

    /// Ticks exactly those of the items that name a tool whose tool did its work; the others stay as the brain says.
    package mutating func settle(done: Set<String>) {
        for index in items.indices {
            let named = Self.tools(in: items[index].text)
            if !named.isEmpty { items[index].isDone = named.allSatisfy(done.contains) }
        }
    }

    /// The tools that ticked items name.
    var doneTools: Set<String> { Set(items.filter(\.isDone).flatMap { Self.tools(in: $0.text) }) }

    private static func tools(in text: String) -> [String] {
        text.split { !$0.isLetter && $0 != "_" }.map(String.init).filter {
            StandardTool(rawValue: $0) != nil
        }
    }

    /// The plan as a checklist of Markdown, without a line end at its end.
    package var markdown: String {
        items.map { "- [\($0.isDone ? "x" : " ")] \($0.text)" }.joined(separator: "\n")
    }

    /// The plan as JSON.
    package var json: JSONValue {
        .array(items.map { .members(["text": .string($0.text), "done": .bool($0.isDone)]) })
    }
}
