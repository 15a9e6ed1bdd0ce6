internal import Basics
internal import Glibc
internal import Synchronization

/// The names of what a sandbox makes: a prefix and the number of the process that made it.
enum ScratchName {
    private static let counter = Atomic<Int>(0)

    /// A name that no other process, and nobody in this one, makes now.
    static func make(prefix: String) -> String {
        let number = counter.wrappingAdd(1, ordering: .relaxed).newValue
        return "\(prefix)\(getpid())-\(number)-\(UInt32.random(in: .min ... .max))"
    }

    /// Whether a name was made by a process that is dead.
    static func isStale(_ name: String, prefix: String) -> Bool {
        guard name.hasPrefix(prefix),
            let process = Int32(name.dropFirst(prefix.count).prefix { $0 != "-" })
        else { return false }
        return process > 0 && kill(process, 0) != 0 && errno == ESRCH
    }
}

/// A folder for one run: the tree, what the run reports, and what is needed in between.
///
/// Nobody else may look inside.
struct ScratchFolder {
    /// Its absolute path.
    let path: String
    /// The tree that is tested; the tests may write there.
    var tree: String { "\(path)/tree" }
    /// What the tests report; they may write there.
    var results: String { "\(path)/results" }

    static let prefix = "complybot-sandbox-"

    /// Makes the folder below a folder of ours, which is made too if need be.
    init(below parent: String) throws(FileError) {
        try PrivateFolder.make(parent)
        path = "\(parent)/\(ScratchName.make(prefix: Self.prefix))"
        for folder in [path, tree, results] {
            guard mkdir(folder, 0o700) == 0 else {
                throw FileError("make a folder", folder, because: .current)
            }
        }
        for folder in [tree, results] { PrivilegeDrop.give(folder) }
    }

    /// Removes the folder and all in it; blocks.
    func remove() throws(FileError) { try TreeRemoval.remove(path) }

    /// The content of a file that the tests reported; nil when there is none, when it is no regular file or too large.
    func result(_ name: String, limit: Int) -> [UInt8]? {
        try? BoundedFile.bytes(of: "\(results)/\(name)", limit: limit, followingLink: false)
    }
}
