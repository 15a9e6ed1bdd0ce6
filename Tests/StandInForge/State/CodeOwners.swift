/// A CODEOWNERS file, as far as its mistakes are concerned.
struct CodeOwners {
    let path: String
    let lines: [String]

    /// The file that counts: the first of GitHub's three places.
    static func find(in repository: Repository, commit: String) -> CodeOwners? {
        for path in [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"] {
            guard let file = repository.git.file(path, of: commit) else { continue }
            let text = String(decoding: file.bytes, as: UTF8.self)
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            return CodeOwners(path: path, lines: lines.map(String.init))
        }
        return nil
    }

    /// The mistakes, as the API shows them: owners that are nobody or may not write.
    func errors(in world: World, of repository: Repository) -> [JSON] {
        var errors: [JSON] = []
        for (number, line) in lines.enumerated() {
            let words = line.prefix { $0 != "#" }.split(separator: " ")
            for owner in words.dropFirst() where !isKnown(owner, in: world, of: repository) {
                let column = line.distance(from: line.startIndex, to: owner.startIndex) + 1
                errors.append(error(on: number + 1, column: column, line: line))
            }
        }
        return errors
    }

    private func isKnown(_ owner: Substring, in world: World, of repository: Repository) -> Bool {
        guard owner.hasPrefix("@") else { return owner.contains("@") }
        let parts = owner.dropFirst().split(separator: "/")
        if parts.count == 2 {
            let team = world.account(String(parts[0]))?.teams[parts[1].lowercased()]
            return team.map { Role($0.permissions[repository.id] ?? "") >= .write } ?? false
        }
        guard let login = parts.first, let account = world.account(String(login)) else {
            return false
        }
        return world.role(of: account, in: repository) >= .write
    }

    private func error(on number: Int, column: Int, line: String) -> JSON {
        let reason = "Unknown owner on line \(number)"
        return [
            "line": .int(number), "column": .int(column), "source": .string(line),
            "kind": "Unknown owner",
            "suggestion": "make sure the owner exists and has write access to the repository",
            "path": .string(path),
            "message": .string("\(reason): make sure the owner exists and has write access"),
        ]
    }
}
