import Basics
import Policies

/// How passages and reports are written.
extension PoliciesCommand {
    static func text(_ evidence: Evidence) -> String {
        let place = "\(evidence.fileName):\(evidence.lines.lowerBound)-\(evidence.lines.upperBound)"
        // A document's first heading says its id and title, which stand in front already.
        let isTitle = evidence.section.first?.hasPrefix(evidence.documentID) ?? false
        let section = evidence.section.dropFirst(isTitle ? 1 : 0).joined(separator: " › ")
        let excerpt = evidence.excerpt.split(separator: "\n").map { "    \($0)\n" }.joined()
        let heading =
            "\(evidence.documentID) \(evidence.title)\(section.isEmpty ? "" : " › \(section)")"
        return "\(heading) (\(place))\n\(excerpt)\n".escapedLines
    }

    static func json(_ evidence: [Evidence], _ method: RetrievalMethod) -> JSONValue {
        .members([
            "schema_version": .int(1), "retriever": .string(method.rawValue),
            "results": .array(evidence.map(json)),
        ])
    }

    private static func json(_ evidence: Evidence) -> JSONValue {
        .members([
            "rank": .int(evidence.rank),
            "document": .string(evidence.documentID), "file": .string(evidence.fileName),
            "title": .string(evidence.title),
            "section": .array(evidence.section.map { .string($0) }),
            "lines": .members([
                "start": .int(evidence.lines.lowerBound), "end": .int(evidence.lines.upperBound),
            ]),
            "digest": .string(evidence.digest.description), "excerpt": .string(evidence.excerpt),
        ])
    }

    static func line(_ document: IngestReport.Document) -> String {
        guard document.passages > 0 else { return "\(document.id): gone\n" }
        let parts = [
            (document.added, "new"), (document.changed, "changed"), (document.gone, "gone"),
        ]
        .filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
        return
            "\(document.id): \(parts.joined(separator: ", ")) of \(document.passages.of("passage"))\n"
    }

    static func summary(_ report: IngestReport) -> String {
        let documents = report.documents.filter { $0.passages > 0 }
        let passages = documents.reduce(0) { $0 + $1.passages }
        var text =
            "\(passages.of("passage")) of \(documents.count.of("document")) indexed"
        let changed = report.documents.filter(\.isChanged).count
        text += changed == 0 ? ", nothing has changed" : ", \(changed.of("document")) changed"
        guard report.vectors > 0 else { return text + "; words alone decide\n" }
        return text + "; \(report.vectors.of("vector")), \(report.embedded) made, "
            + "\(report.forgotten) forgotten\n"
    }

    static func json(_ report: IngestReport, problems: Int) -> JSONValue {
        .members([
            "schema_version": .int(1),
            "documents": .array(
                report.documents.map { document in
                    .members([
                        "document": .string(document.id), "passages": .int(document.passages),
                        "new": .int(document.added), "changed": .int(document.changed),
                        "gone": .int(document.gone),
                    ])
                }),
            "vectors": .members([
                "kept": .int(report.vectors), "made": .int(report.embedded),
                "forgotten": .int(report.forgotten),
            ]),
            "problems": .int(problems),
        ])
    }

}
