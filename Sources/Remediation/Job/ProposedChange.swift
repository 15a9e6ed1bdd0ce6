package import RuleEngine
package import Snapshots

/// What a run would commit: the proved patch and, in a job that a model drives, the model's edits that were let in.
package struct ProposedChange: Sendable {
    /// The rules' part, which alone decides the plan's digest.
    package let patch: PatchResult
    /// The model's part, sorted by path; none in a run without a model.
    package let edits: [ModelEdit]
    /// Every path that changes, with what it becomes.
    package let changes: [RepositoryPath: OverlaySnapshot.Change]
    /// The repository with the changes.
    package let after: OverlaySnapshot
    /// What the rules say about `after`.
    package let remaining: DetectionReport
    /// What a scanner outside found besides, which people are told of; it changes no file.
    package let reported: [OutsideScan.Finding]

    /// The patch alone.
    package init(_ patch: PatchResult, reported: [OutsideScan.Finding] = []) {
        self.patch = patch
        self.reported = reported
        edits = []
        changes = patch.changes
        after = patch.after
        remaining = patch.remaining
    }

    /// The patch with a model's edits over it; `remaining` is what the rules say about both.
    package init(
        _ patch: PatchResult, edits: [ModelEdit], remaining: DetectionReport,
        reported: [OutsideScan.Finding] = []
    ) {
        self.patch = patch
        self.reported = reported
        self.edits = edits.sorted { $0.path < $1.path }
        self.remaining = remaining
        var changes = patch.changes
        for edit in edits { changes[edit.path] = .write(edit.bytes, mode: edit.mode) }
        self.changes = changes
        after = OverlaySnapshot(base: patch.after.base, changes: changes)
    }
}

/// What a model made of one file, on top of the patch.
package struct ModelEdit: Hashable, Sendable {
    package let path: RepositoryPath
    /// The whole file as it is to be.
    package let bytes: [UInt8]
    package let mode: FileMode
    /// Why, in the model's words: for the record of the run, never for a pull request.
    package let reason: String

    /// An edit from its parts.
    package init(path: RepositoryPath, bytes: [UInt8], mode: FileMode, reason: String) {
        self.path = path
        self.bytes = bytes
        self.mode = mode
        self.reason = reason
    }
}
