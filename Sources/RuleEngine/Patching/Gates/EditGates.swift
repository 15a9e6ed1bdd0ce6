package import Documents
package import Snapshots

/// The guarantees of a file that somebody other than a rule edits: what a rule's patch must keep, this must keep too.
package struct EditGates: Sendable {
    private let gates: FileGates

    /// The gates of a run.
    package init(compiled: CompiledRuleSet, grammars: GrammarLibrary) {
        gates = FileGates(grammars: grammars, languages: compiled.catalog)
    }

    /// Why an edited file may not stand, in words for people; nil when it may.
    ///
    /// The file must be text, keep its encoding, line ends and last line, parse as it did before, and mean the same
    /// outside of the splices.
    package func refusal(
        editing path: RepositoryPath, _ bytes: [UInt8], mode: FileMode, by splices: [TextEdit]
    ) -> String? {
        do {
            let change = try FileChange(
                path: path,
                edits: splices.map { PlannedEdit(path: path, action: .splice($0)) },
                before: SourceText(bytes), mode: mode)
            _ = try gates.check(change)
            return nil
        } catch let failure as GateFailure {
            return failure.reason
        } catch {
            return "the edits of \(path) overlap"
        }
    }
}
