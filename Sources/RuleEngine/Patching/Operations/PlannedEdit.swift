internal import Documents
internal import Snapshots

/// One splice or one new file of an edit group.
struct PlannedEdit: Hashable {
    /// What happens to the file.
    enum Action: Hashable {
        case splice(TextEdit)
        case create(bytes: [UInt8], mode: FileMode)
        /// The file goes away.
        case remove
        /// The file may be run from now on, or may not.
        case changeMode(FileMode)
    }

    /// What kind of place the edit takes, which decides whether another may share it.
    enum Role: Hashable {
        case text
        /// Whole lines that may stand beside others, in sorted order: lines and imports that must be there.
        case line
        case data(DataChange)
        case dockerfile(InstructionChange)
    }

    var path: RepositoryPath
    var action: Action
    var role: Role = .text

    /// The bytes of the file that go away or are stood before; empty at 0 for a new file.
    var range: Range<Int> {
        if case .splice(let edit) = action { edit.range } else { 0..<0 }
    }

    /// The bytes that come.
    var replacement: [UInt8] {
        switch action {
        case .splice(let edit): edit.replacement
        case .create(let bytes, _): bytes
        case .remove, .changeMode: []
        }
    }

    /// Whether the file must not be there before.
    var isCreation: Bool { if case .create = action { true } else { false } }

    /// Whether the file goes away.
    var isRemoval: Bool { action == .remove }

    /// Whether the edit leaves the file's bytes alone.
    var isOfMode: Bool { if case .changeMode = action { true } else { false } }
}

/// A change of structured data, as data.
struct DataChange: Hashable {
    enum Kind: Hashable {
        case set(DataValue)
        case append(DataValue)
        case delete
    }

    var kind: Kind
    /// The one place that changes.
    var path: DataPath
    /// The number of its document in the file, from 0.
    var document = 0
}

/// A change of the instructions of a Dockerfile; instructions are counted as the file was.
struct InstructionChange: Hashable {
    enum Kind: Hashable {
        /// One more, in front of the instruction with the number; behind the last one when there is none.
        case insert(String)
        case replace(String)
        case delete
    }

    var kind: Kind
    var number: Int
}

/// An operation cannot be sure of what it would do.
struct Declined: Error, Hashable {
    /// In words for people.
    var reason: String
}
