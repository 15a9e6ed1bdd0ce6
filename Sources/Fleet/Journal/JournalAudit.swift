package import Basics

/// What a look over the whole journal found.
package struct JournalAudit: Hashable, Sendable {
    /// The first place where the journal is not what it was.
    package struct Finding: Hashable, Sendable {
        /// The number of the first event that is wrong or missing.
        package var seq: Int64
        /// What is wrong with it.
        package var reason: String
    }

    /// How many events were looked at, and the hash of the last one.
    package var events: Int64 = 0
    package var hash = Digest(unchecked: Journal.origin)
    /// How many checkpoints hold.
    package var checkpoints = 0
    /// How many events' fields were erased, as other events tell.
    package var erased = 0
    /// The first thing that is wrong; nil for an intact journal.
    package var finding: Finding?
    /// The newest checkpoint that holds; everything up to it is what was signed.
    package var newestCheckpoint: JournalCheckpoint?
    /// The newest anchor that holds; everything up to it is what was told outside.
    package var newestAnchor: JournalAnchor?
}

extension Digest {
    /// A digest of bytes that are known to be 32.
    fileprivate init(unchecked bytes: [UInt8]) {
        self = Digest(bytes: bytes) ?? Digest(of: [])
    }
}
