internal import Basics
internal import Glibc

/// The files of a mirror beside what libgit2 keeps: folders, leftovers, the pointer to another's objects.
enum MirrorFolder {
    /// How old a temporary file of libgit2's must be before it counts as left behind, in seconds.
    private static let leftoverAge = 3600

    /// Removes what a killed process left: locks of references at once, for ours is the only writer while we
    /// hold the mirror's lock, and temporary objects once they are old.
    static func clear(_ path: String) {
        for name in ["HEAD.lock", "packed-refs.lock", "config.lock"] { unlink("\(path)/\(name)") }
        for file in files(below: "\(path)/refs") where file.hasSuffix(".lock") { unlink(file) }
        for file in files(below: "\(path)/objects")
        where isTemporary(file) && age(of: file) > leftoverAge {
            unlink(file)
        }
    }

    /// Lets a mirror read another repository's objects; the pointer is on the disk afterwards.
    static func setAlternate(_ objects: String, of path: String) throws(FileError) {
        let file = "\(path)/objects/info/alternates"
        let text = Array("\(objects)\n".utf8)
        if (try? BoundedFile.bytes(of: file, limit: 8192)) == text { return }
        try PrivateFolder.make("\(path)/objects/info")
        try AtomicFile.write(text, to: file)
    }

    private static func isTemporary(_ file: String) -> Bool {
        let name = file.split(separator: "/").last ?? ""
        return name.hasPrefix("pack_git2_") || name.hasPrefix("tmp_")
    }

    private static func age(of file: String) -> Int {
        var status = stat()
        guard lstat(file, &status) == 0 else { return 0 }
        return time(nil) - status.st_mtim.tv_sec
    }

    /// The files below a folder of ours, without following links.
    private static func files(below folder: String) -> [String] {
        var files: [String] = []
        var waiting = [folder]
        while let folder = waiting.popLast() {
            guard let stream = opendir(folder) else { continue }
            defer { closedir(stream) }
            while let entry = readdir(stream) {
                let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                    String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
                }
                if name == "." || name == ".." { continue }
                var status = stat()
                guard lstat("\(folder)/\(name)", &status) == 0 else { continue }
                if status.st_mode & S_IFMT == S_IFDIR {
                    waiting.append("\(folder)/\(name)")
                } else {
                    files.append("\(folder)/\(name)")
                }
            }
        }
        return files
    }
}
