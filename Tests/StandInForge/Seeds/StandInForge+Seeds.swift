internal import Foundation

extension StandInForge {
    /// Adds every folder of a folder as a repository of an organisation, and returns their names, sorted.
    ///
    /// Repositories come with their references, other folders with one commit of their files.
    @discardableResult
    package func seed(from folder: String, organization: String = "acme") throws -> [String] {
        let entries = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        var names: [String] = []
        for entry in entries where !entry.hasPrefix(".") {
            let path = "\(folder)/\(entry)"
            let files = FileManager.default
            if files.fileExists(atPath: "\(path)/HEAD") || files.fileExists(atPath: "\(path)/.git")
            {
                let name = entry.hasSuffix(".git") ? String(entry.dropLast(4)) : entry
                let head = try Tool.run("git", ["symbolic-ref", "--short", "HEAD"], in: path).text
                try addRepository(
                    "\(organization)/\(name)", from: path,
                    defaultBranch: head.isEmpty ? "main" : head)
                names.append("\(organization)/\(name)")
            } else if let found = try Self.files(below: path), !found.isEmpty {
                try addRepository("\(organization)/\(entry)", files: found)
                names.append("\(organization)/\(entry)")
            }
        }
        return names
    }

    /// The text files below a folder by path; nil when it is no folder.
    private static func files(below folder: String) throws -> [String: String]? {
        guard let walk = FileManager.default.enumerator(atPath: folder) else { return nil }
        var files: [String: String] = [:]
        for case let path as String in walk {
            var isFolder: ObjCBool = false
            _ = FileManager.default.fileExists(
                atPath: "\(folder)/\(path)", isDirectory: &isFolder)
            guard !isFolder.boolValue, !path.hasPrefix(".git/"),
                let data = FileManager.default.contents(atPath: "\(folder)/\(path)")
            else { continue }
            files[path] = String(decoding: data, as: UTF8.self)
        }
        return files
    }

    /// Adds so many repositories of an organisation with something to complain about, and returns their names.
    ///
    /// Among each hundred: one archived, one empty, one private, one renamed, one with a protected default branch.
    @discardableResult
    package func addFleet(_ count: Int, organization: String = "acme") throws -> [String] {
        var names: [String] = []
        let seedling = try seedling(count, organization)
        for number in 0..<count {
            let name = "\(organization)/service-\(number + 1)"
            try addRepository(name, files: [:], isPrivate: number % 100 == 2)
            if number % 100 != 1 {
                try grow(seedling, name, Self.files(ofService: number))
            }
            names.append(name)
            switch number % 100 {
            case 0: try setArchived(true, name)
            case 3:
                try rename(name, to: "renamed-\(number + 1)")
                names[number] = "\(organization)/renamed-\(number + 1)"
            case 4: try protect("main", of: name, Protection())
            default: break
            }
        }
        return names
    }

    /// One repository as the start of all, deleted again; nil when there is no fleet.
    private func seedling(_ count: Int, _ organization: String) throws -> Seedling? {
        guard count > 0 else { return nil }
        let name = "\(organization)/seedling-\(UUID().uuidString.lowercased())"
        try addRepository(name, files: [".gitignore": "node_modules/\n"])
        let seedling = try change { try Seedling(try $0.named(name).git, branch: "main") }
        try delete(name)
        return seedling
    }

    private func grow(_ seedling: Seedling?, _ name: String, _ files: [String: String]) throws {
        try change { world in
            let repository = try world.named(name)
            try seedling?.grow(
                repository.git, branch: repository.defaultBranch, files: files,
                message: "Start \(name)")
            world.sync(repository, by: "seed")
        }
    }

    private static func files(ofService number: Int) -> [String: String] {
        [
            "README.md": "# Service \(number + 1)\n",
            "package.json":
                "{\n  \"name\": \"service-\(number + 1)\",\n  \"version\": \"1.0.0\"\n}\n",
            ".github/workflows/ci.yml": """
            on: push
            jobs:
              test:
                runs-on: ubuntu-latest
                steps:
                  - uses: actions/checkout@v4
                  - run: npm test

            """,
        ]
    }
}
