internal import Documents

/// What a package manager's own documentation says of when its lock file is committed.
enum LockfileConvention {
    case npm, python, pipfile, go, cargo, composer, bundler

    /// The convention that a manifest follows, by its name.
    static func of(_ fileName: String) -> LockfileConvention? {
        switch fileName {
        case "package.json": .npm
        case "pyproject.toml": .python
        case "Pipfile": .pipfile
        case "go.mod": .go
        case "Cargo.toml": .cargo
        case "composer.json": .composer
        case "Gemfile": .bundler
        default: nil
        }
    }

    /// The lock file that a project should have; nil for a library and for one without dependencies.
    func expectation(
        _ project: LockfileProject
    ) throws(DocumentError) -> LockfileExpectation? {
        switch self {
        case .npm: try npm(project)
        case .python: try python(project)
        case .pipfile:
            LockfileExpectation(
                manager: "Pipenv", name: "Pipfile.lock",
                accepted: ["Pipfile.lock", "requirements.txt"], mayStandAbove: false)
        case .go: try go(project)
        case .cargo: try cargo(project)
        case .composer: try composer(project)
        case .bundler: bundler(project)
        }
    }

    /// `private` is npm's own word for what is never published.
    private func npm(_ project: LockfileProject) throws(DocumentError) -> LockfileExpectation? {
        guard let root = try project.data(.json), root["private"]?.scalarText == "true",
            ["dependencies", "devDependencies"].contains(where: {
                root[$0]?.members.isEmpty == false
            })
        else { return nil }
        return LockfileExpectation(
            manager: "npm", name: "package-lock.json",
            accepted: [
                "package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml",
                "bun.lock", "bun.lockb", "deno.lock", "rush.json",
            ])
    }

    private func python(_ project: LockfileProject) throws(DocumentError) -> LockfileExpectation? {
        guard let root = try project.data(.toml), let tools = root["tool"] else { return nil }
        guard try !project.dependencies().isEmpty else { return nil }
        let candidates = [
            (tool: "poetry", manager: "Poetry", name: "poetry.lock", switch: "package-mode"),
            (tool: "uv", manager: "uv", name: "uv.lock", switch: "package"),
            (tool: "pdm", manager: "PDM", name: "pdm.lock", switch: "distribution"),
        ]
        guard let found = candidates.first(where: { tools[$0.tool] != nil }) else { return nil }
        let isUnpublished = tools[found.tool]?[found.switch]?.scalarText == "false"
        guard isUnpublished || root["build-system"] == nil || project.isContainer else {
            return nil
        }
        return LockfileExpectation(
            manager: found.manager, name: found.name,
            accepted: candidates.map(\.name) + [
                "pylock.toml", "requirements.txt", "requirements.lock",
            ])
    }

    /// Go asks for go.sum of libraries too; what is replaced by a folder of the repository has no sum.
    private func go(_ project: LockfileProject) throws(DocumentError) -> LockfileExpectation? {
        let replaced = Set(
            project.text.split(whereSeparator: \.isNewline).compactMap { line -> String? in
                let words = line.split { $0 == " " || $0 == "\t" }.map(String.init)
                guard let arrow = words.firstIndex(of: "=>"), arrow + 1 < words.count,
                    words[arrow + 1].hasPrefix(".")
                else { return nil }
                return words.first { $0 != "replace" }
            })
        let names = try project.dependencies().map(\.name)
        guard names.contains(where: { !replaced.contains($0) }) else { return nil }
        return LockfileExpectation(
            manager: "Go", name: "go.sum", accepted: ["go.sum"], mayStandAbove: false)
    }

    private func cargo(_ project: LockfileProject) throws(DocumentError) -> LockfileExpectation? {
        guard let root = try project.data(.toml), root["package"] != nil,
            root["dependencies"]?.members.isEmpty == false
        else { return nil }
        guard root["bin"] != nil || project.has("src/main.rs"), root["lib"] == nil,
            !project.has("src/lib.rs")
        else { return nil }
        return LockfileExpectation(
            manager: "Cargo", name: "Cargo.lock", accepted: ["Cargo.lock"])
    }

    private func composer(
        _ project: LockfileProject
    ) throws(DocumentError) -> LockfileExpectation? {
        guard let root = try project.data(.json), root["type"]?.scalarText == "project" else {
            return nil
        }
        let packages = root["require"]?.members.map(\.key) ?? []
        guard packages.contains(where: { $0.contains("/") }) else { return nil }
        return LockfileExpectation(
            manager: "Composer", name: "composer.lock", accepted: ["composer.lock"],
            mayStandAbove: false)
    }

    private func bundler(_ project: LockfileProject) -> LockfileExpectation? {
        let hasGems = project.text.split(whereSeparator: \.isNewline).contains {
            $0.drop { $0 == " " || $0 == "\t" }.hasPrefix("gem ")
        }
        guard hasGems, !project.hasSibling(endingIn: ".gemspec") else { return nil }
        return LockfileExpectation(
            manager: "Bundler", name: "Gemfile.lock", accepted: ["Gemfile.lock", "gems.locked"],
            mayStandAbove: false)
    }
}
