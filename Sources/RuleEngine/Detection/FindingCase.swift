internal import Documents
internal import Snapshots

/// One match of a leaf.
struct LeafMatch: Hashable {
    /// The file; nil for a leaf that matched the absence of something.
    var path: RepositoryPath?
    /// The bytes of the match in the file.
    var span: Range<Int>?
    /// The node of structured data that matched.
    var data: DataPlace?
    /// What it is called, when that says better than the text of the span which one it is.
    var identity: [String]?
    /// What templates can ask of the match besides its place, such as `module` or `fixed`.
    var attributes: [String: String] = [:]
    /// The attributes and captures that are not texts, by name, as they are.
    var values: [String: DataValue] = [:]
    /// Spans of the captures within the match, by name, for `replace`.
    var captureSpans: [String: Range<Int>] = [:]
    /// The call within the match of a `code` leaf about calls, whose keywords `kwarg` looks at.
    var callSpan: Range<Int>?
    /// What may be shown instead of the text of the match, which is a secret; nil for any other match.
    var mask: String?
}

extension LeafMatch {
    /// Gives an attribute a value that keeps its kind.
    mutating func set(_ attribute: String, to value: DataValue) {
        switch value {
        case .string(let text): attributes[attribute] = text
        case .integer(let text), .float(let text):
            attributes[attribute] = text
            values[attribute] = value
        default: values[attribute] = value
        }
    }
}

/// One way in which a detection tree holds.
struct Solution: Hashable {
    /// Values of captures, by name.
    var captures: [String: String] = [:]
    /// The matches of leaves with an id, by id.
    var matches: [String: LeafMatch] = [:]
    /// What gives the finding its place.
    var anchor: LeafMatch?
    /// Whether the anchor was chosen by `anchor: true`, so that no other leaf takes its place.
    var isAnchorChosen = false
    /// The match that was added last, by which `count` tells solutions apart.
    var latest: LeafMatch?
    /// The matches that are secrets.
    var secrets: [LeafMatch] = []
}

/// Where a rule is being evaluated.
struct ScopeContext: Hashable {
    /// The folder that globs are relative to.
    var folder: RepositoryPath
    /// The component's folder; the root for repository and file scope.
    var component: RepositoryPath
    /// The file, for file scope.
    var file: RepositoryPath?
}

/// A finding together with what made it, for the patch that answers it.
struct FindingCase {
    var finding: Finding
    var rule: Rule
    var pack: RulePack
    var scope: ScopeContext
    var solution: Solution
}
