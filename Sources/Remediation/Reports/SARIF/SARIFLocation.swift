internal import Basics
internal import Documents
internal import RuleEngine
internal import Snapshots

/// Places as SARIF's locations.
enum SARIFLocation {
    /// The name of the repository's root among the base ids of a run.
    static let root = "SRCROOT"

    /// Where a finding is; one without a file is placed at its component's folder, for GitHub wants a place.
    static func location(of finding: Finding) -> JSONValue {
        guard let path = finding.path else {
            return location([artifact(ArtifactURI.reference(toFolder: finding.component))])
        }
        var members = [artifact(ArtifactURI.reference(to: path))]
        if let start = finding.start {
            members.append(.init("region", region(from: start, to: finding.end)))
        }
        return location(members)
    }

    /// A whole file.
    static func location(of path: RepositoryPath) -> JSONValue {
        location([artifact(ArtifactURI.reference(to: path))])
    }

    /// A place in a file of the repository, as a file of ours names it.
    static func location(of source: SourceLocation) -> JSONValue {
        location([
            artifact(ArtifactURI.reference(to: RepositoryPath(source.file))),
            .init(
                "region",
                .members([
                    "startLine": .int(max(1, source.line)),
                    "startColumn": .int(max(1, source.column)),
                ])),
        ])
    }

    /// A file's address within the repository.
    static func artifactLocation(of path: RepositoryPath) -> JSONValue {
        artifact(ArtifactURI.reference(to: path)).value
    }

    /// Lines and columns, and the same range in bytes.
    ///
    /// Both ends are the first that is not in it, as in SARIF. Without an end there is no length, so no bytes either.
    private static func region(from start: TextPosition, to end: TextPosition?) -> JSONValue {
        guard let end, end >= start else {
            return .members([
                "startLine": .int(start.line), "startColumn": .int(start.column),
            ])
        }
        return .members([
            "startLine": .int(start.line), "startColumn": .int(start.column),
            "endLine": .int(end.line), "endColumn": .int(end.column),
            "byteOffset": .int(start.offset), "byteLength": .int(end.offset - start.offset),
        ])
    }

    private static func location(_ members: [JSONValue.Member]) -> JSONValue {
        .members(["physicalLocation": .object(members)])
    }

    private static func artifact(_ reference: String) -> JSONValue.Member {
        .init(
            "artifactLocation",
            .members(["uri": .string(reference), "uriBaseId": .string(root)]))
    }
}
