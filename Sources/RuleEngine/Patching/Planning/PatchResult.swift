package import Basics
package import Documents
package import Snapshots

/// What a run would change in a repository, what it would not, and the proof of both.
package struct PatchResult: Sendable {
    /// The paths that change, with what they become.
    package let changes: [RepositoryPath: OverlaySnapshot.Change]
    /// The repository with the changes.
    package let after: OverlaySnapshot
    /// The patches that are in, in the order in which they were applied.
    package let applied: [AppliedPatch]
    /// The findings that have a patch and stay, in the order of the report.
    package let declined: [DeclinedPatch]
    /// What the rules said before.
    package let before: DetectionReport
    /// What the rules say about `after`.
    package let remaining: DetectionReport
    /// What was checked.
    package let proof: Proof
    /// Over the rules' digest and, sorted, each patch's rule, version, component, path, fingerprint and hunks: the same
    /// plan whenever and on whatever commit it is made.
    package let planDigest: Digest
}

/// A patch that is in.
package struct AppliedPatch: Sendable {
    /// The finding that it closes, as it stood in the repository when there was one already.
    package let finding: Finding
    package let safety: Safety
    /// The edits by path, each against the file as the pass found it; a file created has one at 0..<0.
    package let edits: [RepositoryPath: [TextEdit]]
    /// The sentences that ask for it.
    package let policies: [PolicyReference]
    /// The pass that applied it, from 1.
    package let pass: Int
    /// Lines of its own edits.
    package let addedLines: Int
    package let removedLines: Int
}

/// A finding whose patch is not in.
package struct DeclinedPatch: Sendable {
    package let finding: Finding
    /// Why, in words for people.
    package let reason: String
    /// The patch that it would have collided with, if that is why.
    package let winner: Winner?
}

/// The patch that a declined one stood back for.
package struct Winner: Hashable, Sendable {
    package let ruleID: String
    package let path: RepositoryPath
    /// The bytes, of the file as the pass found it, that both wanted.
    package let range: Range<Int>
    /// The place in structured data that both wanted, such as `$.permissions`.
    package let place: String?
    /// What a person should do.
    package let advice: String
}
