internal import Documents
internal import Snapshots

/// Whether a tool that proposes updates looks after what the repository depends on.
extension Evaluation {
    /// Package managers that a repository uses, each with the folders that have to be looked after, sorted.
    struct UpdateNeeds {
        /// Folders by ecosystem, as Dependabot writes them: `/`, `/web`.
        var folders: [String: Set<String>] = [:]
        var doubt: String?

        var names: [String] { folders.keys.sorted() }
    }

    private static let dependabotFiles: [RepositoryPath] = [
        ".github/dependabot.yml", ".github/dependabot.yaml",
    ]
    /// Where the configuration of other tools may stand.
    ///
    /// https://docs.renovatebot.com/configuration-options/
    private static let otherTools: [RepositoryPath] = [
        "renovate.json", "renovate.json5", ".github/renovate.json", ".github/renovate.json5",
        ".gitlab/renovate.json", ".gitlab/renovate.json5", ".renovaterc", ".renovaterc.json",
        ".renovaterc.json5", ".scala-steward.conf", "scala-steward.conf",
        ".github/.scala-steward.conf", ".github/scala-steward.conf",
    ]

    func hits(of leaf: UpdateToolLeaf, in scope: RuleScope) -> LeafAnswer {
        if leaf.check == .used {
            let needs = updateNeeds(in: scope)
            return needs.folders.isEmpty ? LeafAnswer(doubt: needs.doubt) : fact(true)
        }
        let hasOther =
            Self.otherTools.contains { snapshot.entry(at: $0)?.mode.isFile == true }
            || contains(anyOf: ["\"renovate\""], in: "package.json")
        if hasOther { return LeafAnswer() }
        let configuration = Self.dependabotFiles.first {
            snapshot.entry(at: $0)?.mode.isFile == true
        }
        let needs = updateNeeds(in: scope)
        guard let configuration else {
            var match = LeafMatch()
            match.attributes["ecosystems"] = needs.names.list
            return LeafAnswer(
                hits: needs.folders.isEmpty ? [] : [LeafHit(match: match)], doubt: needs.doubt)
        }
        if let doubt = doubt(about: configuration) { return LeafAnswer(doubt: doubt) }
        do throws(DocumentError) {
            let document = try facts(of: configuration).document(.yaml)
            return uncovered(needs, by: document, at: configuration)
        } catch {
            return LeafAnswer(doubt: doubt(error, in: configuration))
        }
    }

    private func uncovered(
        _ needs: UpdateNeeds, by document: DataDocument, at path: RepositoryPath
    ) -> LeafAnswer {
        let missing = needs.uncovered(by: document)
        guard !missing.isEmpty else { return LeafAnswer(doubt: needs.doubt) }
        let root = document.roots.first
        let place = root?.members.first { $0.key == "updates" }?.keySpan ?? root?.place
        var match = LeafMatch(path: path, span: place ?? 0..<0)
        match.attributes["ecosystems"] = missing.list
        return LeafAnswer(hits: [LeafHit(match: match)], doubt: needs.doubt)
    }

    /// What has to be looked after in the files that a rule looks at.
    func updateNeeds(in scope: RuleScope) -> UpdateNeeds {
        var needs = UpdateNeeds()
        for path in scope.files([]) {
            if WorkflowFile.Kind(path: path) != nil {
                addActions(of: path, to: &needs)
                continue
            }
            let name = path.lastComponent
            let ecosystem = UpdateEcosystem.all.first { ecosystem in
                ecosystem.isManifest(name)
                    || (ecosystem.name == "docker" && name.hasPrefix("Dockerfile."))
                    || (ecosystem.name == "pip" && path.parent.lastComponent == "requirements"
                        && name.hasSuffix(".txt"))
            }
            guard let ecosystem, !Self.isForDevelopment(name, ecosystem),
                isLookedAfter(path, as: ecosystem)
            else { continue }
            let folder = self.folder(of: path, in: ecosystem)
            needs.folders[actualName(ecosystem, in: folder), default: []]
                .insert("/" + folder.description)
        }
        return needs
    }

    /// Images such as `dev.Dockerfile` or `Dockerfile.test` are of use to developers alone.
    private static func isForDevelopment(_ name: String, _ ecosystem: UpdateEcosystem) -> Bool {
        guard ecosystem.name == "docker" else { return false }
        let words = name.lowercased().split { "._-".contains($0) }
        return ["dev", "development", "test", "tests", "local", "debug"].contains {
            words.contains($0)
        }
    }

    private func isLookedAfter(_ path: RepositoryPath, as ecosystem: UpdateEcosystem) -> Bool {
        guard isReadable(path) else { return false }
        if ecosystem.name == "pip" {
            guard DependencyManifest.ecosystem(ofFileName: path.lastComponent) != nil else {
                return contains(anyOf: ["install_requires", "[packages]", "=="], in: path)
            }
            return (try? facts(of: path).dependencies())?.dependencies.isEmpty == false
        }
        return ecosystem.required.isEmpty || contains(anyOf: ecosystem.required, in: path)
    }

    /// The folder that an entry has to name: that of the workspace, if the manifest is of one.
    private func folder(of path: RepositoryPath, in ecosystem: UpdateEcosystem) -> RepositoryPath {
        var result = path.parent
        if ecosystem.name == "pip", result.lastComponent == "requirements" {
            result = result.parent
        }
        var folder = result
        while !folder.bytes.isEmpty {
            folder = folder.parent
            let isRoot =
                switch ecosystem.workspace {
                case .none: false
                case .file(let names):
                    names.contains { snapshot.entry(at: folder.appending($0))?.mode.isFile == true }
                case .text(let texts):
                    isWorkspace(folder.appending(path.lastComponent), texts)
                        || (ecosystem.name == "npm"
                            && snapshot.entry(at: folder.appending("pnpm-workspace.yaml")) != nil)
                }
            if isRoot { result = folder }
        }
        return result
    }

    private func isWorkspace(_ path: RepositoryPath, _ texts: [String]) -> Bool {
        snapshot.entry(at: path)?.mode.isFile == true && isReadable(path)
            && contains(anyOf: texts, in: path)
    }

    /// The ecosystem under which the lock file of a folder is known.
    private func actualName(_ ecosystem: UpdateEcosystem, in folder: RepositoryPath) -> String {
        func has(_ name: String) -> Bool { snapshot.entry(at: folder.appending(name)) != nil }
        switch ecosystem.name {
        case "npm" where has("bun.lock") || has("bun.lockb"): return "bun"
        case "pip" where has("uv.lock"): return "uv"
        default: return ecosystem.name
        }
    }

    private func addActions(of path: RepositoryPath, to needs: inout UpdateNeeds) {
        if let doubt = doubt(about: path) {
            needs.doubt = needs.doubt ?? doubt
            return
        }
        do throws(DocumentError) {
            let document = try facts(of: path).document(.yaml)
            guard let root = document.roots.first else { return }
            let uses = WorkflowFile(root: root, source: document.source).uses
            guard uses.contains(where: { ActionReference($0) != nil }) else { return }
            // `/` stands for the workflows and for an action at the root; other actions are named by their folder.
            let isRoot = WorkflowFile.Kind(path: path) == .workflow || path.parent == .root
            needs.folders["github-actions", default: []]
                .insert(isRoot ? "/" : "/" + path.parent.description)
        } catch {
            needs.doubt = needs.doubt ?? doubt(error, in: path)
        }
    }
}

extension Evaluation.UpdateNeeds {
    /// The ecosystems that no entry of a Dependabot configuration names, sorted.
    func uncovered(by document: DataDocument) -> [String] {
        let entries = document.roots.first?["updates"]?.items ?? []
        let covered = Set(entries.compactMap { $0["package-ecosystem"]?.scalarText })
        return names.filter { name in
            let others = UpdateEcosystem.all.filter {
                $0.name == name || $0.equivalents.contains(name)
            }.flatMap { [$0.name] + $0.equivalents }
            return !covered.contains(name) && covered.isDisjoint(with: others)
        }
    }
}

extension [String] {
    /// The words as people list them: `a, b and c`.
    var list: String {
        guard let last, count > 1 else { return first ?? "" }
        return dropLast().joined(separator: ", ") + " and " + last
    }
}
