import Documents
import Foundation
import Testing

@testable import Advisories
@testable import Documents

/// What the tests of this target judge by.
enum Advisories {
    /// The real advisories of the repository.
    static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Fixtures/advisories")

    /// A database of made-up advisories: an id, a package of PyPI, and its events, such as `0 <2.0` or `1.0 <=1.5`.
    static func database(
        _ records: [(id: String, package: String, ranges: [String])], ecosystem: String = "PyPI",
        extra: String = ""
    ) throws -> AdvisoryDatabase {
        try AdvisoryDatabase(
            files: records.map { record in
                let ranges = record.ranges.map { range in
                    let events = range.split(separator: " ").map { word in
                        if word.hasPrefix("<=") {
                            return "{\"last_affected\": \"\(word.dropFirst(2))\"}"
                        }
                        if word.hasPrefix("<") { return "{\"fixed\": \"\(word.dropFirst())\"}" }
                        return "{\"introduced\": \"\(word)\"}"
                    }
                    return
                        "{\"type\": \"ECOSYSTEM\", \"events\": [\(events.joined(separator: ","))]}"
                }
                let text = """
                    {"id": "\(record.id)", "modified": "m"\(extra), "affected": [{"package":
                     {"ecosystem": "\(ecosystem)", "name": "\(record.package)"}, "ranges": [\(ranges.joined(separator: ","))]}]}
                    """
                return (record.id + ".json", Array(text.utf8))
            })
    }

    /// A declaration as its manifest's reader would make it.
    static func dependency(
        _ name: String, _ specifier: String, _ ecosystem: Ecosystem = .pypi
    ) -> DeclaredDependency {
        var pinned: String?
        switch ecosystem {
        case .pypi:
            if specifier.hasPrefix("=="), !specifier.hasSuffix("*"), !specifier.contains(",") {
                pinned = String(specifier.drop { $0 == "=" })
            }
        case .npm: pinned = SemanticVersion(specifier).map { _ in specifier }
        case .go, .maven: pinned = specifier
        }
        return DeclaredDependency(
            ecosystem: ecosystem, name: name, writtenName: name, extras: [], specifier: specifier,
            specifierSpan: 0..<0, pinnedVersion: pinned, marker: nil, isDevelopment: false,
            hasHashes: false, span: 0..<0, line: 1)
    }
}
