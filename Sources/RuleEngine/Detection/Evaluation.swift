internal import Basics
internal import Documents
internal import Snapshots

/// The rules of a compiled set asked about one snapshot.
///
/// Facts about files are found out at most once and only when a rule needs them. Not thread-safe: one for each thread.
final class Evaluation {
    let ruleSet: CompiledRuleSet
    let snapshot: any Snapshot
    let context: EvaluationContext

    /// An evaluation of a snapshot; files whose content is the same as in `other` are not parsed again.
    init(
        ruleSet: CompiledRuleSet, snapshot: any Snapshot, context: EvaluationContext,
        sharing other: Evaluation? = nil
    ) {
        self.ruleSet = ruleSet
        self.snapshot = snapshot
        self.context = context
    }

    /// What all rules say.
    func report() -> DetectionReport {
        DetectionReport(findings: [], outcomes: [], errors: [], files: snapshot.entries.count)
    }

    /// The findings with what made them, in the order of the report.
    func cases() -> [FindingCase] { [] }

    /// Whether a detection tree, such as a precondition, holds with the captures of a finding.
    func holds(_ detector: Detector, for finding: FindingCase) throws(NotEvaluated) -> Bool {
        false
    }

    /// The matches of a leaf of the finding's rule, also of one below `not`, with the finding's captures.
    func matches(
        ofLeaf id: String, for finding: FindingCase
    ) throws(NotEvaluated) -> [LeafMatch] { [] }

    /// A template with the names that docs/rules.md lists; `extra` are further names, such as ids of operations.
    func render(
        _ template: Template, for finding: FindingCase, extra: [String: String] = [:]
    ) throws(RenderError) -> String { "" }

    /// Why the finding's patch is declined: the reason of the first precondition that does not hold; nil when all do.
    func declineReason(for finding: FindingCase) -> String? { nil }

    /// The text of a file; nil when there is none, or it is binary or too large.
    func text(of path: RepositoryPath) -> SourceText? { nil }

    /// The syntax tree of a file; nil without the file or the grammar.
    func syntaxTree(of path: RepositoryPath, language: String) -> SyntaxTree? { nil }
}

/// A question could not be answered: a grammar is missing, a file cannot be parsed, a limit was hit.
struct NotEvaluated: Error, Hashable {
    /// In words for people.
    var reason: String
}

/// Why a template could not be rendered.
enum RenderError: Error, Hashable {
    /// Nothing gives this name a value here.
    case unbound(String)
    /// A filter cannot be applied to the value; why, in words for people.
    case filter(String)
}
