/// What is to be written so that cases say what now comes out.
package struct RuleTestUpdate: Hashable, Sendable {
    /// What becomes of a file of a pack.
    package enum Change: Hashable, Sendable {
        case write([UInt8])
        case delete
    }

    /// The files, by their path on disk.
    package internal(set) var files: [String: Change] = [:]
    /// The cases that say something else afterwards, in words for people.
    package internal(set) var updated: [String] = []
    /// The cases that differ and were left alone, with the reason.
    package internal(set) var refused: [String] = []
}
