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
        arguments: [.init(name: "QUERY", isRepeatable: true, summary: "words, or a question")],
        options: [
            .init(
                name: "queries", value: "FILE",
                summary:
                    "instead of QUERY, a question on each line; a result on each line with json"),
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
        let queries = try queries(arguments)
        try await retriever.prepare(queries, for: method)
        let format = try arguments.choice("format", default: LocalRun.Format.text)
        for query in queries {
            let evidence = try await retriever.search(query, limit: limit, by: method)
            switch format {
            case .json:
                let result = json(evidence, method).text(indented: !arguments.has("queries"))
                try terminal.write(result + "\n")
            case .text:
                if queries.count > 1 { try terminal.write("# \(query)\n\n".escapedLines) }
                for item in evidence { try terminal.write(text(item)) }
                if evidence.isEmpty { try terminal.write("No section speaks of that.\n") }
            }
        }
        return .done
    }

    /// The questions of the command line or of the file that it names.
    private static func queries(_ arguments: ParsedArguments) throws -> [String] {
        let words = arguments.arguments.joined(separator: " ")
        guard let file = arguments.value("queries") else {
            guard !arguments.arguments.isEmpty else {
                throw Diagnostic(
                    .usage, "search the policies", because: "there is no question",
                    remedy: "usage: \(search.usage)")
            }
            return [words]
        }
        guard arguments.arguments.isEmpty else {
            throw Diagnostic(
                .usage, "search the policies", on: words,
                because: "--queries stands for the questions of the command line")
        }
        let bytes = try BoundedFile.read(file, limit: 1 << 20, while: "read the questions")
        return bytes.split(separator: 0x0a).map { String(decoding: $0, as: UTF8.self) }
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
            "\(problems.count.of("problem")) in \(library.documents.count.of("document"))\n"
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
                    "\(problems.count.of("problem")); complybot policies lint names them\n")
            }
        }
        return .done
    }

    private static func composition(
        _ arguments: ParsedArguments, _ terminal: Terminal
    ) throws -> EvidenceComposition {
        let premises = try Premises.load(arguments, terminal)
        let configuration = premises.configuration
        return EvidenceComposition(
            engine: premises.engine,
            settings: configuration.evidence, models: configuration.model, terminal: terminal,
            home: try premises.installation.home(),
            network: try NetworkAccess(configuration, environment: terminal.environment))
    }
}
