internal import Documents
internal import Snapshots

/// One match of a leaf.
struct LeafMatch: Hashable {
    /// The file; nil for a leaf that matched the absence of something.
    var path: RepositoryPath?
    /// The bytes of the match in the file.
    var span: Range<Int>?
    /// What templates can ask of the match besides its place, such as `module` or `fixed`.
    var attributes: [String: String] = [:]
    /// Spans of the captures within the match, by name, for `replace`.
    var captureSpans: [String: Range<Int>] = [:]
    /// The call within the match of a `code` leaf about calls, whose keywords `kwarg` looks at.
    var callSpan: Range<Int>?
    /// What may be shown instead of the text of the match, which is a secret; nil for any other match.
    var mask: String?
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
