import StandInForge

/// What must be true of one repository, seen from the forge.
struct KillCheck {
    let repository: String
    let world: KillWorld
    private let people: PersonLedger.Entries
    private let pulls: [StandInForge.PullRequestView]
    private let branch: String?

    init(_ ledger: PersonLedger, in world: KillWorld) throws {
        repository = ledger.repository
        self.world = world
        people = ledger.now
        pulls = try world.forge.pullRequests(of: repository).filter {
            $0.author == KillWorld.bot
        }
        branch = try world.forge.branches(of: repository)[KillWorld.branch]
    }

    private var open: [StandInForge.PullRequestView] { pulls.filter { $0.state == "open" } }

    // MARK: At every moment

    /// What is wrong, whatever is still to be done.
    func always() throws -> [String] {
        var wrong: [String] = []
        if open.count > 1 { wrong.append("\(open.count) pull requests are open") }
        if let count = people.rejectedAt, pulls.count > count {
            wrong.append("a pull request was opened after a person had closed the same")
        }
        for pull in pulls {
            let remarks = pull.comments.filter { $0.author == KillWorld.bot }.compactMap {
                $0.body.split(separator: "\n").first
            }
            if Set(remarks).count < remarks.count {
                wrong.append("#\(pull.number) has a comment twice: \(remarks)")
            }
            for words in people.words[pull.number] ?? [] where !pull.body.contains(words.text) {
                wrong.append("#\(pull.number) has lost a person's words")
            }
        }
        return wrong + (try wrongMoves())
    }

    /// Our moves of the branch that overwrote or deleted what people had put there, or that brought what is not ours.
    private func wrongMoves() throws -> [String] {
        var wrong: [String] = []
        var previous: String?
        for move in try world.forge.history(of: KillWorld.branch, in: repository) {
            defer { previous = move.oid }
            guard move.actor == KillWorld.bot else { continue }
            if let previous, people.foreign.contains(previous), !people.mayDiscard,
                !isAncestor(previous, of: "main"),
                move.oid.map({ !isAncestor(previous, of: $0) }) ?? true
            {
                wrong.append("a person's commit was overwritten or deleted: \(previous)")
            }
            if let oid = move.oid, authors("\(oid)^!") != ["complybot"] {
                wrong.append("a commit that is not ours was pushed: \(oid)")
            }
        }
        return wrong
    }

    private func isAncestor(_ old: String, of new: String) -> Bool {
        world.git(["merge-base", "--is-ancestor", old, new], in: repository) != nil
    }

    private func authors(_ range: String) -> [String] {
        (world.git(["log", "--format=%an", range], in: repository) ?? "")
            .split(separator: "\n").map(String.init)
    }

    // MARK: At the end

    /// What is wrong once it is quiet.
    func end() throws -> [String] {
        let isDrifting = world.hasDrift("main", in: repository)
        let isForeign =
            branch.map { authors("main..\($0)").contains { $0 != "complybot" } } ?? false
        if open.first?.labels.contains("complybot/hold") == true { return [] }
        if isForeign {
            guard open.first?.state == "open", !isDrifting else { return [] }
            return open.first?.labels.contains("complybot/obsolete") == true
                ? [] : ["it does not say that it is obsolete"]
        }
        guard isDrifting else {
            return (open.isEmpty ? [] : ["one is open although nothing drifts"])
                + (branch == nil ? [] : ["the branch is left, and nothing drifts"])
        }
        if people.rejectedAt != nil {
            return open.isEmpty ? [] : ["one is open although it was turned down"]
        }
        guard let pull = open.first else { return ["the pull request is lost"] }
        return try incompleteness(of: pull)
    }

    private func incompleteness(of pull: StandInForge.PullRequestView) throws -> [String] {
        var wrong: [String] = []
        if pull.headOID != branch { wrong.append("the pull request is not at the branch") }
        if !Set(pull.labels).isSuperset(of: ["complybot", "tidy"]) {
            wrong.append("labels are missing: \(pull.labels)")
        }
        if pull.reviewers != ["bo"] { wrong.append("reviewers: \(pull.reviewers)") }
        if pull.assignees != ["cy"] { wrong.append("assignees: \(pull.assignees)") }
        let states = pull.body.split(separator: "<!-- complybot:state").count - 1
        if states != 1 { wrong.append("\(states) state markers") }
        let tree = world.git(
            ["merge-tree", "--write-tree", "--no-messages", "main", pull.headOID], in: repository)
        guard let tree = tree?.split(separator: "\n").first.map(String.init) else {
            return wrong + ["it conflicts with its base"]
        }
        if world.hasDrift(tree, in: repository) {
            wrong.append("merged, it would leave drift behind")
        }
        return wrong
    }
}
