internal import Basics

/// Something about a policy document that its writer should mend.
package struct PolicyProblem: Hashable, Sendable {
    /// The kinds of problem.
    package enum Code: String, Hashable, Sendable {
        /// There is no front matter.
        case missingFrontMatter = "missing-front-matter"
        /// The front matter lacks `id`, `title`, `owner`, `status` or `effective`, or it is empty.
        case missingField = "missing-field"
        /// The status is none of draft, active and retired.
        case unknownStatus = "unknown-status"
        /// The effective date is no day.
        case malformedDate = "malformed-date"
        /// A key that looks like one of the expected ones.
        case misspelledField = "misspelled-field"
        /// A catalog inserts a parameter that it does not declare.
        case unresolvedParameter = "unresolved-parameter"
        /// Another document has the same id.
        case duplicateID = "duplicate-id"
        /// A heading has neither text nor sections under it.
        case emptySection = "empty-section"
        /// Two sections have the same heading, so a rule cannot name the second.
        case duplicateSection = "duplicate-section"
        /// There is no heading at all.
        case noSections = "no-sections"
        /// The file is not UTF-8.
        case notUTF8 = "not-utf-8"
    }

    /// Which kind.
    package let code: Code
    /// The document's file name.
    package let fileName: String
    /// The line, counted from 1.
    package let line: Int
    /// What is wrong, in words.
    package let message: String
}

/// The checks a set of policy documents should pass before rules cite them.
package enum PolicyLint {
    /// The fields a document's front matter should have.
    package static let expectedFields = ["id", "title", "owner", "status", "effective"]

    /// All problems, sorted by file name, line and code.
    package static func problems(in documents: [PolicyDocument]) -> [PolicyProblem] {
        var problems = documents.flatMap { document in
            document.catalog.map { catalog($0, document) }
                ?? frontMatter(of: document) + sections(of: document)
        }
        let groups = Dictionary(grouping: documents) { $0.id.utf8Bytes }
        for documents in groups.values where documents.count > 1 {
            problems += documents.map { document in
                let line = document.frontMatter.fields.first { $0.key == "id" }?.line ?? 1
                return problem(
                    .duplicateID, document, line, "another document has the id \(document.id)")
            }
        }
        return problems.sorted {
            ($0.fileName.utf8Bytes, $0.line, $0.code.rawValue, $0.message)
                < ($1.fileName.utf8Bytes, $1.line, $1.code.rawValue, $1.message)
        }
    }

    private static func frontMatter(of document: PolicyDocument) -> [PolicyProblem] {
        guard let lines = document.frontMatter.lines else {
            return [problem(.missingFrontMatter, document, 1, "there is no front matter")]
        }
        let missing = expectedFields.filter { document.frontMatter[$0]?.isEmpty ?? true }.map {
            problem(
                .missingField, document, lines.lowerBound, "the front matter has no value for \($0)"
            )
        }
        return missing + document.frontMatter.fields.compactMap { oddity(of: $0, in: document) }
    }

    private static func oddity(
        of field: FrontMatter.Field, in document: PolicyDocument
    ) -> PolicyProblem? {
        switch field.key {
        case "status" where PolicyStanding(status: field.value) == nil:
            let words = PolicyStanding.statuses.map(\.rawValue).joined(separator: ", ")
            return problem(
                .unknownStatus, document, field.line,
                "the status is one of \(words), so this document is never cited")
        case "effective" where !field.value.isEmpty && PolicyDay(field.value) == nil:
            return problem(
                .malformedDate, document, field.line,
                "the effective date is written YYYY-MM-DD, so this document is never cited")
        case let key where !expectedFields.contains(key):
            return NearestName.to(key, among: expectedFields).map {
                problem(.misspelledField, document, field.line, "\(key) is not \($0)")
            }
        default: return nil
        }
    }

    private static func catalog(_ text: CatalogText, _ document: PolicyDocument) -> [PolicyProblem]
    {
        text.problems.map { problem($0.code, document, $0.line, $0.message) }
    }

    private static func sections(of document: PolicyDocument) -> [PolicyProblem] {
        var problems: [PolicyProblem] = []
        if String(validating: document.bytes, as: UTF8.self) == nil {
            problems.append(problem(.notUTF8, document, 1, "the file is not UTF-8"))
        }
        if !document.sections.contains(where: { $0.level > 0 }) {
            problems.append(problem(.noSections, document, 1, "there is no heading"))
        }
        var seen: Set<[UInt8]> = []
        for section in document.sections where section.level > 0 {
            let line = section.lines.lowerBound
            let isLeaf = section.lines == section.linesWithSubsections
            if isLeaf, section.lines.dropFirst().allSatisfy(document.lines.isBlank) {
                problems.append(
                    problem(.emptySection, document, line, "nothing under \"\(section.heading)\""))
            }
            if !seen.insert(section.heading.utf8Bytes).inserted {
                problems.append(
                    problem(
                        .duplicateSection, document, line,
                        "another section has the heading \"\(section.heading)\""))
            }
        }
        return problems
    }

    private static func problem(
        _ code: PolicyProblem.Code, _ document: PolicyDocument, _ line: Int, _ message: String
    ) -> PolicyProblem {
        PolicyProblem(code: code, fileName: document.fileName, line: line, message: message)
    }
}

private func < (
    left: ([UInt8], Int, String, String), right: ([UInt8], Int, String, String)
) -> Bool {
    if left.0 != right.0 { return left.0 < right.0 }
    return (left.1, left.2, left.3) < (right.1, right.2, right.3)
}
