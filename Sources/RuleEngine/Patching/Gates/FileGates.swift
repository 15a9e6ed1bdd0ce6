internal import Documents
internal import Snapshots

/// The guarantees that are checked of each changed file.
struct FileGates: Sendable {
    let grammars: GrammarLibrary
    let languages: LanguageCatalog

    /// Checks a change; what was checked comes back.
    func check(_ change: FileChange) throws(GateFailure) -> [Proof.Check] {
        if change.isRemoval {
            return [try Self.checkWhole(change, "a file, which goes away whole")]
        }
        if change.isOnlyOfMode {
            return [try Self.checkWhole(change, "a file, of which only the mode changes")]
        }
        var statements: [(Gate, String)] = [
            (.minimality, try Self.checkOutside(change)), (.bytes, try ByteGate(change).check()),
            (.modes, try Self.checkMode(change)),
        ]
        if let meaning = try MeaningGate(
            change: change, grammars: grammars, languages: languages
        ).check() {
            statements.append((.meaning, meaning))
        }
        return statements.map {
            Proof.Check(gate: $0.0, subject: change.path.description, statement: $0.1)
        }
    }

    /// What is taken away, or gets another mode, is a file: no link, and no submodule.
    private static func checkWhole(
        _ change: FileChange, _ statement: String
    ) throws(GateFailure) -> Proof.Check {
        guard let mode = change.modeBefore, mode.isFile else {
            throw GateFailure(gate: .modes, reason: "\(change.path) is no file")
        }
        return Proof.Check(gate: .modes, subject: change.path.description, statement: statement)
    }

    /// Every byte outside of the declared edits must be where it was.
    private static func checkOutside(_ change: FileChange) throws(GateFailure) -> String {
        guard let before = change.before else { return "the file is new" }
        var old = 0
        var new = 0
        for splice in change.splices {
            let kept = splice.range.lowerBound - old
            guard kept >= 0, new + kept <= change.after.bytes.count,
                before.bytes[old..<old + kept] == change.after.bytes[new..<new + kept]
            else {
                throw GateFailure(
                    gate: .minimality,
                    reason: "\(change.path) changes outside of the declared edits")
            }
            old = splice.range.upperBound
            new += kept + splice.replacement.count
        }
        guard before.bytes[old...].elementsEqual(change.after.bytes.dropFirst(new)) else {
            throw GateFailure(
                gate: .minimality, reason: "\(change.path) changes outside of the declared edits")
        }
        let effect = LineDifference(before: before, after: change.after, edits: change.splices)
            .effect
        return
            "+\(effect.added) −\(effect.removed) lines, all within \(change.splices.count) declared edits"
    }

    private static func checkMode(_ change: FileChange) throws(GateFailure) -> String {
        guard let mode = change.modeBefore else {
            return change.mode == .executable ? "new, executable" : "new, not executable"
        }
        guard mode == change.mode || change.edits.contains(where: \.isOfMode), mode.isFile else {
            throw GateFailure(gate: .modes, reason: "\(change.path) would change its mode or type")
        }
        if change.before?.bytes.isLargeFilePointer ?? false {
            throw GateFailure(gate: .modes, reason: "\(change.path) stands in large file storage")
        }
        return mode == change.mode ? "a file with its mode kept" : "a file whose mode was to change"
    }
}
