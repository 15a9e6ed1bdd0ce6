import Basics
import Policies
import RuleEngine

/// `complybot policies search`: retrieval over the policy documents.
enum PoliciesCommand {
    static let search = CommandSpecification(
        words: ["policies", "search"],
        summary: "find the sections of policies that speak of something",
        arguments: [.init(name: "QUERY", isRequired: true, isRepeatable: true, summary: "words")],
        options: [
            .init(name: "limit", value: "N", summary: "at most so many sections (default 5)"),
            .init(
                name: "format", value: "text|json",
                summary: "how the result is written (default text)"),
        ] + Engine.options
    ) { arguments, terminal in
        let limit = try arguments.number("limit", in: 1...50, default: 5)
        let configuration = try ProgramConfiguration.load(
            option: arguments.value("config"), environment: terminal.environment)
        let engine = try Engine.load(
            arguments, configuration: configuration,
            installation: Installation(environment: terminal.environment))
        let index = try PolicyIndex(try engine.policies())
        let evidence = try index.ragSearch(
            query: arguments.arguments.joined(separator: " "), limit: limit)
        switch try arguments.choice("format", default: LocalRun.Format.text) {
        case .json:
            let list = JSONValue.members([
                "schema_version": .int(1), "results": .array(evidence.map(json)),
            ])
            try terminal.write(list.text() + "\n")
        case .text:
            for item in evidence { try terminal.write(text(item)) }
            if evidence.isEmpty { try terminal.write("No section speaks of that.\n") }
        }
        return .done
    }

    private static func text(_ evidence: Evidence) -> String {
        let place = "\(evidence.fileName):\(evidence.lines.lowerBound)-\(evidence.lines.upperBound)"
        // A document's first heading says its id and title, which stand in front already.
        let isTitle = evidence.section.first?.hasPrefix(evidence.documentID) ?? false
        let section = evidence.section.dropFirst(isTitle ? 1 : 0).joined(separator: " › ")
        let excerpt = evidence.excerpt.split(separator: "\n").map { "    \($0)\n" }.joined()
        let heading =
            "\(evidence.documentID) \(evidence.title)\(section.isEmpty ? "" : " › \(section)")"
        return "\(heading) (\(place))\n\(excerpt)\n"
    }

    private static func json(_ evidence: Evidence) -> JSONValue {
        .members([
            "document": .string(evidence.documentID), "file": .string(evidence.fileName),
            "title": .string(evidence.title),
            "section": .array(evidence.section.map { .string($0) }),
            "lines": .members([
                "start": .int(evidence.lines.lowerBound), "end": .int(evidence.lines.upperBound),
            ]),
            "digest": .string(evidence.digest.description), "excerpt": .string(evidence.excerpt),
        ])
    }
}
