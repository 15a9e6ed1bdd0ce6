internal import Snapshots

/// A component's files as a plan looks at them: paths, and the few small files that name tests and packages.
struct ComponentTree {
    let snapshot: any Snapshot
    let component: RepositoryPath
    /// The entries of the component that are files, with their paths from the root, sorted.
    let entries: [SnapshotEntry]

    /// The largest file that a plan reads.
    private static let readLimit = 1 << 20
    private static let pythonMarkers = [
        "requirements.txt", "pyproject.toml", "setup.py", "setup.cfg", "pytest.ini", "tox.ini",
    ]

    init(_ snapshot: any Snapshot, component: RepositoryPath) {
        self.snapshot = snapshot
        self.component = component
        entries = snapshot.entries.filter { $0.mode.isFile && $0.path.isInside(component) }
    }

    /// The content of a file of the component; nil when it is missing or too large.
    func bytes(of name: String) -> [UInt8]? { bytes(at: component.appending(name)) }

    /// The content of a file of the tree; nil when it is missing or too large.
    func bytes(at path: RepositoryPath) -> [UInt8]? {
        guard snapshot.entry(at: path)?.mode.isFile == true else { return nil }
        return try? snapshot.bytes(of: path, limit: Self.readLimit)
    }

    /// Whether a folder of the component holds any file.
    func hasFolder(_ name: String) -> Bool {
        let folder = component.appending(name)
        return entries.contains { $0.path.isInside(folder) && $0.path != folder }
    }

    var hasPythonMarker: Bool {
        Self.pythonMarkers.contains {
            snapshot.entry(at: component.appending($0))?.mode.isFile == true
        }
    }

    /// Whether pytest finds a file that it would collect by its own defaults, or there is a `tests` folder in Python.
    var hasPythonTests: Bool {
        let folders = ["tests", "test"].map { component.appending($0) }
        return entries.contains { entry in
            let name = entry.path.lastComponent
            guard name.hasSuffix(".py") else { return false }
            return name.hasPrefix("test_") || name.hasSuffix("_test.py")
                || (name != "__init__.py" && folders.contains { entry.path.isInside($0) })
        }
    }
}
