internal import Basics
internal import Documents
internal import Snapshots

/// How many findings there are of each kind: of one rule, in one file, at places with the same text.
///
/// Fingerprints number the equals of a kind, so closing one of three takes away the last number: only counts can tell
/// whether a finding is gone.
struct OpenFindings {
    /// What the findings of a kind have in common.
    struct Kind: Hashable {
        var ruleID: String
        var component: RepositoryPath
        var path: RepositoryPath?
        /// The text at the place, its white space folded.
        var text: [UInt8]
    }

    private(set) var counts: [Kind: Int] = [:]
    private var kinds: [EditGroup.Key: Kind] = [:]

    /// Counts the findings of a snapshot.
    init(_ cases: [FindingCase], in evaluation: Evaluation) {
        for item in cases {
            var text: [UInt8] = []
            if let anchor = item.solution.anchor, let path = anchor.path, let span = anchor.span,
                let source = evaluation.text(of: path)
            {
                text = Self.folded(source.bytes[span.clamped(to: 0..<source.bytes.count)])
            }
            let finding = item.finding
            let kind = Kind(
                ruleID: finding.ruleID, component: finding.component, path: finding.path, text: text
            )
            counts[kind, default: 0] += 1
            kinds[.init(ruleID: finding.ruleID, fingerprint: finding.fingerprint)] = kind
        }
    }

    /// The kind of a finding that was counted.
    func kind(of key: EditGroup.Key) -> Kind? { kinds[key] }

    private static func folded(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        Array(
            bytes.split { $0.isBlankByte || $0 == 0x0A }.joined(separator: [UInt8(ascii: " ")]))
    }
}
