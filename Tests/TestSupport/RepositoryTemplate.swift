internal import Foundation

/// A bare repository in memory: git makes it once, and each test gets a copy of its own without starting a program.
package struct RepositoryTemplate: Sendable {
    /// What a repository is made of.
    package struct Content: Hashable, Sendable {
        package var files: [String: String]
        /// Symbolic links by their paths, with what they point to.
        package var links: [String: String]

        /// Content from its parts.
        package init(files: [String: String], links: [String: String] = [:]) {
            self.files = files
            self.links = links
        }
    }

    private let folders: [String]
    private let files: [String: Data]

    /// Has git make a repository with one commit on `main`, under the names and dates of `GitFixture`.
    package init(_ content: Content) throws {
        let git = try GitFixture()
        let name = "template.git"
        let root = URL(filePath: git.path(name))
        for folder in ["objects", "refs/heads"] {
            try FileManager.default.createDirectory(
                at: root.appending(path: folder), withIntermediateDirectories: true)
        }
        try git.folder.write("ref: refs/heads/main\n", to: "\(name)/HEAD")
        try git.folder.write(
            "[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = true\n",
            to: "\(name)/config")
        try git.git("fast-import", "--quiet", in: name, input: Self.stream(content))
        try self.init(reading: root)
    }

    /// What `git fast-import` reads: a commit of all files.
    private static func stream(_ content: Content) -> [UInt8] {
        func data(_ text: String) -> String { "data \(text.utf8.count)\n\(text)\n" }
        func quoted(_ path: String) -> String {
            let path = path.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
            return "\"\(path)\""
        }
        var text = "commit refs/heads/main\n"
        text += "author Ada Author <ada@example.com> 1700000000 +0100\n"
        text += "committer Carl Committer <carl@example.com> 1700000000 +0100\n"
        text += data("Start\n")
        for (path, file) in content.files.sorted(by: { $0.key < $1.key }) {
            text += "M 100644 inline \(quoted(path))\n" + data(file)
        }
        for (path, target) in content.links.sorted(by: { $0.key < $1.key }) {
            text += "M 120000 inline \(quoted(path))\n" + data(target)
        }
        return Array(text.utf8)
    }

    private init(reading root: URL) throws {
        var folders: [String] = []
        var files: [String: Data] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: root.path).sorted() {
            var isFolder: ObjCBool = false
            let place = root.appending(path: path)
            _ = FileManager.default.fileExists(atPath: place.path, isDirectory: &isFolder)
            if isFolder.boolValue {
                folders.append(path)
            } else {
                files[path] = try Data(contentsOf: place)
            }
        }
        self.folders = folders
        self.files = files
    }

    /// Writes a copy of the repository to a path where nothing is yet.
    package func write(to path: String) throws {
        let root = URL(filePath: path)
        for folder in [""] + folders {
            try FileManager.default.createDirectory(
                at: root.appending(path: folder), withIntermediateDirectories: true)
        }
        for (name, bytes) in files { try bytes.write(to: root.appending(path: name)) }
    }
}
