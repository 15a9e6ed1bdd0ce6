internal import Documents
internal import Snapshots

/// A GitHub workflow or a composite action, as far as rules ask.
///
/// https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax
struct WorkflowFile {
    /// What a file is by its place.
    enum Kind {
        case workflow, action

        /// Nil for a file that is neither.
        init?(path: RepositoryPath) {
            let name = path.lastComponent
            guard name.hasSuffix(".yml") || name.hasSuffix(".yaml") else { return nil }
            if path.parent == ".github/workflows" {
                self = .workflow
            } else if name == "action.yml" || name == "action.yaml" {
                self = .action
            } else {
                return nil
            }
        }
    }

    let root: DataNode
    let source: SourceText

    /// The jobs of a workflow, by their mapping.
    private var jobs: [DataNode] { root["jobs"]?.members.map(\.value) ?? [] }

    /// The steps of all jobs, or of a composite action.
    private var steps: [DataNode] {
        jobs.flatMap { $0["steps"]?.items ?? [] } + (root["runs"]?["steps"]?.items ?? [])
    }

    /// The values of `uses`: of steps and of jobs that call a reusable workflow.
    var uses: [DataNode] {
        (jobs + steps).compactMap { $0["uses"] }.filter { $0.scalarText != nil }
            .sorted { $0.span.lowerBound < $1.span.lowerBound }
    }

    /// Whether one of some events starts the workflow.
    func hasEvent(oneOf events: [String]) -> Bool {
        guard let on = root["on"] else { return false }
        let names =
            [on.scalarText].compactMap(\.self) + on.items.compactMap(\.scalarText)
            + on.members.map(\.key)
        return events.contains { names.contains($0) }
    }

    /// Whether the token has the repository's default rights in some job.
    ///
    /// A job that only calls a reusable workflow inherits what that declares.
    var lacksPermissions: Bool {
        guard root["jobs"] != nil, root["permissions"] == nil else { return false }
        return jobs.contains { $0["permissions"] == nil && $0["uses"] == nil }
    }

    /// Where every right is granted at once.
    var broadPermissions: [DataNode] {
        ([root] + jobs).compactMap { $0["permissions"] }.filter { $0.scalarText == "write-all" }
    }

    /// Places that hint at a token which may write: the least rights cannot be told from the text then.
    var tokenWriteEvidence: [DataNode] {
        let calls = jobs.compactMap { $0["uses"] }
        let actions = steps.compactMap { $0["uses"] }.filter(TokenEvidence.isWriter)
        let texts = TokenEvidence.scalars(of: root).filter(TokenEvidence.usesToken)
        let scripts = steps.compactMap { $0["run"] }.filter(TokenEvidence.isWritingScript)
        var seen: Set<Range<Int>> = []
        return (calls + actions + texts + scripts)
            .sorted { $0.span.lowerBound < $1.span.lowerBound }
            .filter { seen.insert($0.span).inserted }
    }
}

/// What hints at a workflow that writes with its token.
private enum TokenEvidence {
    /// Actions whose purpose is to write to the repository, its pull requests, releases, packages or checks.
    static let writers: Set<String> = [
        "actions/attest-build-provenance", "actions/create-release", "actions/deploy-pages",
        "actions/first-interaction", "actions/github-script", "actions/labeler", "actions/stale",
        "actions/upload-release-asset", "ad-m/github-push-action",
        "amannn/action-semantic-pull-request",
        "anothrnick/github-tag-action", "aws-actions/configure-aws-credentials", "azure/login",
        "changesets/action", "crazy-max/ghaction-github-labeler",
        "cycjimmy/semantic-release-action", "dorny/test-reporter",
        "endbug/add-and-commit", "google-github-actions/auth",
        "google-github-actions/release-please-action", "googleapis/release-please-action",
        "goreleaser/goreleaser-action", "helm/chart-releaser-action",
        "jamesives/github-pages-deploy-action", "marocchino/sticky-pull-request-comment",
        "mikepenz/action-junit-report", "mikepenz/release-changelog-builder-action",
        "ncipollo/release-action", "peaceiris/actions-gh-pages",
        "peter-evans/create-issue-from-file",
        "peter-evans/create-or-update-comment", "peter-evans/create-pull-request",
        "peter-evans/enable-pull-request-automerge",
        "enricomi/publish-unit-test-result-action", "pypa/gh-action-pypi-publish",
        "release-drafter/release-drafter", "reviewdog/action-setup", "softprops/action-gh-release",
        "stefanzweifel/git-auto-commit-action", "svenstaro/upload-release-action",
        "thollander/actions-comment-pull-request",
    ]
    /// Prefixes of such actions.
    static let writerFolders = [
        "github/codeql-action", "reviewdog/", "slsa-framework/", "sigstore/",
    ]
    /// Commands that write with the token that the checkout left behind, or with one that they look up.
    static let commands = [
        "git push", "gh ", "docker login ghcr.io", "hub release", "npm publish", "semantic-release",
        "twine upload", "lerna publish", "mkdocs gh-deploy", "mike deploy", "api.github.com",
    ]
    static let tokens = ["github.token", "secrets.GITHUB_TOKEN", "secrets['GITHUB_TOKEN']"]

    static func isWriter(_ uses: DataNode) -> Bool {
        let name = String((uses.scalarText ?? "").prefix { $0 != "@" }).lowercased()
        return writers.contains(name) || writerFolders.contains { name.hasPrefix($0) }
    }

    static func isWritingScript(_ run: DataNode) -> Bool {
        let words = (run.scalarText ?? "").split { $0.isWhitespace }.joined(separator: " ") + " "
        return commands.contains { command in
            words.hasPrefix(command) || words.contains(" " + command)
                || words.contains("/" + command) || words.contains("(" + command)
        } || words.contains("api.github.com")
    }

    static func usesToken(_ text: DataNode) -> Bool {
        let text = text.scalarText ?? ""
        return tokens.contains { text.contains($0) }
    }

    /// Every scalar below a node; the parser has limited the depth.
    static func scalars(of node: DataNode) -> [DataNode] {
        switch node.content {
        case .scalar: [node]
        case .sequence(let items): items.flatMap(scalars)
        case .mapping(let members): members.flatMap { scalars(of: $0.value) }
        }
    }
}

/// What a `uses` refers to outside the repository.
struct ActionReference {
    let node: DataNode
    /// As written before `@`, such as `github/codeql-action/init`.
    let action: String
    /// The repository that holds it, such as `github/codeql-action`.
    let name: String
    /// What stands after `@`.
    let ref: String

    /// Nil for a local action and for one that an expression makes up.
    init?(_ node: DataNode) {
        guard let text = node.scalarText, !text.hasPrefix("./"), !text.hasPrefix("../"),
            !text.contains("${{"), !text.isEmpty
        else { return nil }
        self.node = node
        if text.hasPrefix("docker://") {
            let image = text.dropFirst("docker://".count)
            let cut = image.firstIndex(of: "@") ?? image.tagStart ?? image.endIndex
            action = "docker://" + image[..<cut]
            name = action
            ref = String(image[cut...].dropFirst())
        } else {
            let cut = text.lastIndex(of: "@") ?? text.endIndex
            action = String(text[..<cut])
            name = action.split(separator: "/").prefix(2).joined(separator: "/")
            ref = String(text[cut...].dropFirst())
        }
    }

    /// The owner in lower case, as GitHub compares them.
    var owner: String { name.prefix { $0 != "/" }.lowercased() }

    /// Whether the reference can never mean something else: a full commit id, or a digest.
    var isPinned: Bool {
        if ref.hasPrefix("sha256:") { return true }
        return (ref.utf8.count == 40 || ref.utf8.count == 64) && ref.allSatisfy(\.isHexDigit)
    }

    var attributes: [String: String] { ["action": action, "name": name, "ref": ref] }

    /// The version that a comment claims for the commit although the pins say that it is another; nil when there is none.
    ///
    /// `v4` fits every commit that is a `v4.x.y`, and is not judged for a commit that the pins do not know.
    func wrongVersion(in source: SourceText, pack: RulePack) -> String? {
        guard isPinned, let use = ActionUse(in: source, near: node.span), use.ref == ref,
            let stated = use.statedVersion(in: source)
        else { return nil }
        let known = pack.pins.filter {
            $0.key.hasPrefix("\(name)@") && $0.value.commit == ref.lowercased()
        }
        let bare = stated.drop { $0 == "v" }
        if known.isEmpty {
            let claimed = pack.pins["\(name)@v\(bare)"] ?? pack.pins["\(name)@\(bare)"]
            return claimed?.version.drop { $0 == "v" } == bare ? stated : nil
        }
        let fits = known.contains { key, pin in
            let version = pin.version.drop { $0 == "v" }
            return version == bare || version.hasPrefix(bare + ".") || key == "\(name)@\(stated)"
        }
        return fits ? nil : stated
    }

    /// Where the part after `@` stands in the file; nil when the value is written with escapes.
    func refSpan(in source: SourceText) -> Range<Int>? {
        let written = source.bytes[node.span]
        guard !ref.isEmpty, let end = written.firstEnd(of: Array((action + "@" + ref).utf8)) else {
            return nil
        }
        return end - ref.utf8.count..<end
    }
}

extension Substring {
    /// Where the tag of an image starts: the last colon that is not a port's.
    fileprivate var tagStart: Index? {
        guard let colon = lastIndex(of: ":"), !self[colon...].contains("/") else { return nil }
        return colon
    }
}
