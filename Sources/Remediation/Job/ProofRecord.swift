internal import Basics
internal import RuleEngine
internal import Snapshots

/// What the gates proved of a plan, as it is kept with the run: enough to check the proposal against, file by file.
package struct ProofRecord: Codable, Hashable, Sendable {
    /// A guarantee that was checked and held.
    package struct Check: Codable, Hashable, Sendable {
        /// The gate, such as `G3`.
        package var gate: String
        /// What it guarantees, in a few words.
        package var guarantee: String
        /// What it was checked of: a path, or a rule and its finding; `plan` for the whole.
        package var subject: String
        /// What was seen.
        package var statement: String
    }

    /// A patch that is in.
    package struct Patch: Codable, Hashable, Sendable {
        package var rule: String
        package var version: Int
        /// The finding's file; nil when something was missing altogether.
        package var path: String?
        /// The finding that it closes.
        package var fingerprint: String
        package var safety: String
        /// The pass that applied it, from 1.
        package var pass: Int
        /// Lines of its own edits.
        package var added: Int
        package var removed: Int
    }

    /// A file that changes.
    package struct File: Codable, Hashable, Sendable {
        package var path: String
        /// SHA-256 of the content; nil where there is no such file.
        package var before: String?
        package var after: String?
        /// The mode that it has then, in octal; nil for a file that goes.
        package var mode: String?
        /// Whether a model edited it on top of the patches; nil for no.
        package var isEdited: Bool?
    }

    /// The digest of the plan, as the pull request shows it.
    package var plan: String
    /// Over path, mode and content of all that the patches change, before and after.
    package var before: String
    package var after: String
    /// How many passes changed something; the one after the last changed nothing.
    package var passes: Int
    /// How often everything was planned anew because a gate had failed.
    package var replans: Int
    package var checks: [Check]
    package var patches: [Patch]
    package var files: [File]
    /// How many findings are left.
    package var remaining: Int
    /// The fingerprints of findings that were not there before; empty unless a model edited something.
    package var fresh: [String]
    /// How many checks, patches and files are not here, because there are too many.
    package var left: Int
}

extension ProofRecord {
    /// So many of each are kept for a run.
    private static let mostChecks = 200
    private static let mostPatches = 100
    private static let longestText = 300

    /// The proof of a change; nil when nothing changes.
    init?(of change: ProposedChange) {
        guard !change.changes.isEmpty else { return nil }
        let (patch, proof) = (change.patch, change.patch.proof)
        let known = Set(patch.before.findings.map(\.fingerprint))
        let paths = change.changes.keys.sorted()
        let edited = Set(change.edits.map(\.path))
        self.init(
            plan: patch.planDigest.description, before: proof.base.description,
            after: proof.after.description, passes: proof.passes, replans: proof.replans,
            checks: proof.checks.prefix(Self.mostChecks).map(Check.init),
            patches: patch.applied.prefix(Self.mostPatches).map(Patch.init),
            files: paths.prefix(Self.mostPatches).map { path in
                File(path, in: change, isEdited: edited.contains(path))
            },
            remaining: change.remaining.findings.count,
            fresh: change.remaining.findings.map(\.fingerprint).filter { !known.contains($0) }
                .prefix(Self.mostPatches).map(\.description).sorted(),
            left: max(0, proof.checks.count - Self.mostChecks)
                + max(0, patch.applied.count - Self.mostPatches)
                + max(0, paths.count - Self.mostPatches))
    }

    /// A text as far as it is kept.
    fileprivate static func kept(_ text: String) -> String {
        text.utf8.count <= longestText ? text : "\(text.prefix(longestText))…"
    }
}

extension ProofRecord.Check {
    fileprivate init(_ check: Proof.Check) {
        self.init(
            gate: check.gate.rawValue, guarantee: check.gate.title,
            subject: ProofRecord.kept(check.subject),
            statement: ProofRecord.kept(check.statement))
    }
}

extension ProofRecord.Patch {
    fileprivate init(_ applied: AppliedPatch) {
        self.init(
            rule: applied.finding.ruleID, version: applied.finding.ruleVersion,
            path: applied.finding.path?.description,
            fingerprint: applied.finding.fingerprint.description,
            safety: applied.safety.rawValue, pass: applied.pass, added: applied.addedLines,
            removed: applied.removedLines)
    }
}

extension ProofRecord.File {
    fileprivate init(_ path: RepositoryPath, in change: ProposedChange, isEdited: Bool) {
        let old = try? change.after.base.bytes(of: path, limit: .max)
        var new: (bytes: [UInt8], mode: FileMode)?
        if case .write(let bytes, let mode) = change.changes[path] { new = (bytes, mode) }
        self.init(
            path: path.description, before: old.map { Digest(of: $0).description },
            after: new.map { Digest(of: $0.bytes).description },
            mode: new.map { String($0.mode.rawValue, radix: 8) }, isEdited: isEdited ? true : nil)
    }
}
