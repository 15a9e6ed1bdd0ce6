extension GitStore {
    /// One file that differs between two commits.
    struct Change {
        let path: String
        /// Git's letter: `A`, `D`, `M`, `T`.
        let letter: Character
        let blob: String
        let additions: Int
        let deletions: Int
    }

    /// The commits of `head` that `base` lacks, oldest first.
    func commits(from base: String, to head: String) -> [String] {
        let text = (try? git(["rev-list", "--reverse", "\(base)..\(head)"])) ?? ""
        return text.split(separator: "\n").map(String.init)
    }

    /// The commits that lead to one, newest first, those that touch a path only when one is given.
    func log(_ head: String, path: String? = nil, limit: Int = 1000) -> [String] {
        let text =
            (try? git(["rev-list", "-n", "\(limit)", head] + (path.map { ["--", $0] } ?? []))) ?? ""
        return text.split(separator: "\n").map(String.init)
    }

    /// The files that `head` changed since it parted from `base`.
    func changes(from base: String, to head: String) -> [Change] {
        let raw =
            (try? git(["diff", "--no-renames", "--raw", "--abbrev=40", "\(base)...\(head)"])) ?? ""
        let counts = (try? git(["diff", "--no-renames", "--numstat", "\(base)...\(head)"])) ?? ""
        var sizes: [String: (Int, Int)] = [:]
        for line in counts.split(separator: "\n") {
            let fields = line.split(separator: "\t", maxSplits: 2)
            guard fields.count == 3 else { continue }
            sizes[String(fields[2])] = (Int(fields[0]) ?? 0, Int(fields[1]) ?? 0)
        }
        return raw.split(separator: "\n").compactMap { line in
            let parts = line.split(separator: "\t", maxSplits: 1)
            let fields = parts.first?.split(separator: " ") ?? []
            guard parts.count == 2, fields.count == 5, let letter = fields[4].first else {
                return nil
            }
            let path = String(parts[1])
            let size = sizes[path] ?? (0, 0)
            return Change(
                path: path, letter: letter, blob: String(letter == "D" ? fields[2] : fields[3]),
                additions: size.0, deletions: size.1)
        }
    }

    /// The entries of a tree, as `git ls-tree` lists them.
    func entries(of tree: String, isRecursive: Bool = false) throws -> [TreeEntry] {
        let options = isRecursive ? ["-r", "-t"] : []
        let text = try git(["ls-tree", "-z", "-l"] + options + [tree])
        return text.split(separator: "\0").compactMap { line in
            let parts = line.split(separator: "\t", maxSplits: 1)
            let fields = parts.first?.split(separator: " ") ?? []
            guard parts.count == 2, fields.count == 4 else { return nil }
            return TreeEntry(
                path: String(parts[1]), mode: String(fields[0]), type: String(fields[1]),
                oid: String(fields[2]), size: Int(fields[3]))
        }
    }

    /// One entry of a tree.
    struct TreeEntry {
        let path: String
        let mode: String
        /// `blob`, `tree` or `commit`.
        let type: String
        let oid: String
        let size: Int?
    }
}
