import Basics
import Policies
import Remediation

/// `complybot policies search`, `lint` and `ingest`: the documents that pull requests cite.
enum PoliciesCommand {
    static let search = CommandSpecification(
        words: ["policies", "search"],
        summary: "find the sections of policies that speak of something",
        discussion: """
            Words decide (bm25), or the nearness of meanings (dense) where the configuration names an embedding
            model, or both fused by rank; without --retriever it is what the configuration allows.
            """,
        arguments: [.init(name: "QUERY", isRequired: true, isRepeatable: true, summary: "words")],
        options: [
            .init(name: "limit", value: "N", summary: "at most so many sections (default 5)"),
            .init(
                name: "retriever", value: "bm25|dense|fused",
                summary: "what decides (default fused)"),
            .init(
                name: "format", value: "text|json",
                summary: "how the result is written (default text)"),
        ] + Engine.options
    ) { arguments, terminal in
        let limit = try arguments.number("limit", in: 1...50, default: 5)
        let method = try arguments.choice("retriever", default: RetrievalMethod.fused)
        let composition = try composition(arguments, terminal)
        let retriever = try composition.retriever(on: Engine.day(arguments).description)
        if method == .fused, arguments.has("retriever"), !retriever.goesByMeaning {
            terminal.note(
                "complybot: note: no embedding model is configured, so words alone decide\n")
        }
        let evidence = try await retriever.search(
            arguments.arguments.joined(separator: " "), limit: limit, by: method)
        switch try arguments.choice("format", default: LocalRun.Format.text) {
        case .json:
            let list = JSONValue.members([
                "schema_version": .int(1), "retriever": .string(method.rawValue),
                "results": .array(evidence.map(json)),
            ])
            try terminal.write(list.text() + "\n")
        case .text:
            for item in evidence { try terminal.write(text(item)) }
            if evidence.isEmpty { try terminal.write("No section speaks of that.\n") }
        }
        return .done
    }

    static let lint = CommandSpecification(
        words: ["policies", "lint"], summary: "find what is wrong with policy documents",
        discussion: """
            Markdown documents need a front matter with id, title, owner, status (draft, active or retired) and
            effective (YYYY-MM-DD); only active ones are cited, from their effective date on.
            """,
        arguments: [
            .init(
                name: "SOURCE", isRepeatable: true,
                summary:
                    "documents, catalogs and folders (default: those of packs and configuration)")
        ],
        options: Engine.options
    ) { arguments, terminal in
        let named = arguments.arguments
        let library =
            named.isEmpty
            ? try composition(arguments, terminal).library()
            : try PolicyLibrary.load(folders: [], sources: named)
        let problems = PolicyLint.problems(in: library.documents)
        for problem in problems {
            try terminal.write(
                "\(problem.fileName):\(problem.line): \(problem.message)\n".escapedLines)
        }
        let day = try Engine.day(arguments).description
        for document in library.documents {
            let standing = document.standing(on: day)
            guard standing != .active, standing != .unclear else { continue }
            let since = standing == .pending ? " until \(document.effective ?? "")" : ""
            try terminal.write(
                "\(document.fileName): \(standing.rawValue), not cited\(since)\n".escapedLines)
        }
        try terminal.write(
            "\(counted(problems.count, "problem")) in \(counted(library.documents.count, "document"))\n"
        )
        return problems.isEmpty ? .done : .usage
    }

    static let ingest = CommandSpecification(
        words: ["policies", "ingest"],
        summary: "index policy documents, and say what is new, changed and gone",
        discussion: """
            Reads the documents of the packs and the evidence.sources of the configuration, checks them, and
            makes vectors of the passages that are new, where the configuration names an embedding model. A
            search does the same by itself; ingest does it beforehand, and forgets what is gone.
            """,
        options: [
            .init(
                name: "format", value: "text|json",
                summary: "how the result is written (default text)")
        ] + Engine.options
    ) { arguments, terminal in
        let composition = try composition(arguments, terminal)
        let library = try composition.library()
        let problems = PolicyLint.problems(in: library.documents)
        let retriever = try composition.retriever(
            on: Engine.day(arguments).description, keepingIndex: true)
        let report = try await retriever.ingest()
        switch try arguments.choice("format", default: LocalRun.Format.text) {
        case .json: try terminal.write(json(report, problems: problems.count).text() + "\n")
        case .text:
            for document in report.documents where document.isChanged {
                try terminal.write(line(document).escapedLines)
            }
            try terminal.write(summary(report))
            if !problems.isEmpty {
                try terminal.write(
                    "\(counted(problems.count, "problem")); complybot policies lint names them\n")
            }
        }
        return .done
    }

    private static func composition(
        _ arguments: ParsedArguments, _ terminal: Terminal
    ) throws -> EvidenceComposition {
        let configuration = try ProgramConfiguration.load(
            option: arguments.value("config"), environment: terminal.environment)
        let installation = Installation(environment: terminal.environment)
        return EvidenceComposition(
            engine: try Engine.load(
                arguments, configuration: configuration, installation: installation),
            settings: configuration.evidence, models: configuration.model, terminal: terminal,
            home: try installation.home())
    }
}
