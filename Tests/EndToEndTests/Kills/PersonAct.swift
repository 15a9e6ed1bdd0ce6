import Foundation
import StandInForge
import Synchronization

/// What a person does to a repository between two runs, or in the middle of one.
enum PersonAct: CaseIterable, Sendable {
    case changeReadme, changeWorkflow, addDrift, removeDrift
    case pushToBranch, deleteBranch
    case close, reopen, merge, editBody, hold, release
    case askForRebase, askForReopening, askForRecreation
}

/// What people have done to one repository, as far as it decides what may become of it.
final class PersonLedger: Sendable {
    /// What a person has written into a description, and after how many requests of the run.
    struct Words: Sendable {
        var text: String
        var requests: Int
    }

    struct Entries: Sendable {
        /// How many pull requests of ours there were when a person turned the last one down.
        var rejectedAt: Int?
        /// Commits that people have put on our branch.
        var foreign: Set<String> = []
        /// Whether somebody allowed to discard people's commits.
        var mayDiscard = false
        /// What people have written into the description.
        var words: [Int: [Words]] = [:]
        /// What was done, for the report of a failure.
        var acts: [String] = []
        var serial = 0
    }

    let repository: String
    private let entries = Mutex(Entries())
    private let world: KillWorld

    init(_ repository: String, in world: KillWorld) {
        self.repository = repository
        self.world = world
    }

    var now: Entries { entries.withLock { $0 } }
    private var forge: StandInForge { world.forge }

    /// Does it if it can be done now.
    func perform(_ act: PersonAct) {
        do {
            let pulls = try forge.pullRequests(of: repository).filter {
                $0.author == KillWorld.bot
            }
            let isDone = try perform(act, pulls)
            entries.withLock { $0.acts.append("\(act)\(isDone ? "" : " (not possible)")") }
        } catch {
            entries.withLock { $0.acts.append("\(act) refused: \(error)") }
        }
    }

    /// Whether there would be drift if it were merged now.
    private func leavesDrift(_ pull: StandInForge.PullRequestView) -> Bool {
        let tree = world.git(
            ["merge-tree", "--write-tree", "--no-messages", "main", pull.headOID], in: repository)
        guard let tree = tree?.split(separator: "\n").first.map(String.init) else { return true }
        return world.hasDrift(tree, in: repository)
    }

    /// Forgets words that came between our last look at a description and our writing of it.
    ///
    /// GitHub cannot be asked to write only what nobody else has changed, so these may be lost.
    func forgive(_ requests: [RecordedRequest]) {
        entries.withLock { entries in
            for (number, words) in entries.words {
                let place = "/repos/\(repository)/pulls/\(number)"
                entries.words[number] = words.compactMap { written in
                    let later = requests.indices.dropFirst(written.requests)
                    let writing = later.first {
                        requests[$0].method == "PATCH" && requests[$0].path.hasSuffix(place)
                    }
                    let looking = writing.flatMap { end in
                        requests[..<end].lastIndex {
                            $0.method == "GET" && $0.path.hasSuffix(place)
                        }
                    }
                    if let looking, looking <= written.requests { return nil }
                    return Words(text: written.text, requests: 0)
                }
            }
        }
    }

    private func next() -> Int {
        entries.withLock {
            $0.serial += 1
            return $0.serial
        }
    }

    private func perform(
        _ act: PersonAct, _ pulls: [StandInForge.PullRequestView]
    ) throws -> Bool {
        let open = pulls.last { $0.state == "open" }
        switch act {
        case .changeReadme, .changeWorkflow, .addDrift, .removeDrift: try changeBase(act)
        case .pushToBranch:
            guard try forge.branches(of: repository)[KillWorld.branch] != nil else { return false }
            let commit = try forge.push(
                ["notes-\(next()).txt": "mine\n"], to: KillWorld.branch, of: repository)
            entries.withLock { _ = $0.foreign.insert(commit) }
        case .deleteBranch:
            guard try forge.branches(of: repository)[KillWorld.branch] != nil else { return false }
            let isWhole = open.map { !leavesDrift($0) } ?? false
            try forge.deleteBranch(KillWorld.branch, of: repository)
            if isWhole { entries.withLock { $0.rejectedAt = pulls.count } }
        case .close:
            guard let open else { return false }
            let isWhole = !leavesDrift(open)
            try forge.close(open.number, of: repository)
            // Who closes one turns down what it is for, and no drift that came after it.
            if isWhole { entries.withLock { $0.rejectedAt = pulls.count } }
        case .reopen:
            guard open == nil, let last = pulls.last, last.state == "closed" else { return false }
            try forge.reopen(last.number, of: repository)
            entries.withLock { $0.rejectedAt = nil }
        default: return try talk(act, open: open, last: pulls.last)
        }
        return true
    }

    private func changeBase(_ act: PersonAct) throws {
        let serial = next()
        switch act {
        case .changeReadme: _ = try push(["README.md": "# A service \(serial)\n"])
        case .changeWorkflow:
            let text = try forge.file(KillWorld.workflow, on: "main", of: repository) ?? ""
            _ = try push([KillWorld.workflow: "\(text)      - run: make \(serial)\n"])
        case .addDrift:
            _ = try push([
                ".github/workflows/more-\(serial).yml": KillWorld.drifting("job-\(serial)")
            ])
            entries.withLock { $0.rejectedAt = nil }
        default:
            let names = world.git(
                ["ls-tree", "--name-only", "main", ".github/workflows/"], in: repository)
            var files: [String: String?] = [:]
            for name in names?.split(separator: "\n").map(String.init) ?? [] {
                files[name] = "on: push\npermissions: {}\njobs: {}\n# \(serial)\n"
            }
            _ = try push(files)
        }
    }

    private func push(_ files: [String: String?]) throws -> String {
        try forge.push(files, to: "main", of: repository)
    }

    private func talk(
        _ act: PersonAct, open: StandInForge.PullRequestView?,
        last: StandInForge.PullRequestView?
    ) throws -> Bool {
        if act == .askForReopening {
            guard open == nil, let last, last.state == "closed" else { return false }
            try forge.comment("/complybot reopen", on: last.number, of: repository)
            entries.withLock { $0.rejectedAt = nil }
            return true
        }
        guard let open else { return false }
        switch act {
        case .merge: try forge.merge(open.number, of: repository)
        case .editBody:
            let words = "Words of a person, \(next())."
            try forge.edit(open.number, of: repository, body: "\(words)\n\n\(open.body)")
            let written = Words(text: words, requests: forge.requests.count)
            entries.withLock { $0.words[open.number, default: []].append(written) }
        case .hold, .release:
            try forge.label("complybot/hold", open.number, of: repository, isOn: act == .hold)
        case .askForRebase:
            try forge.comment("/complybot rebase", on: open.number, of: repository)
        case .askForRecreation:
            try forge.comment("/complybot recreate", on: open.number, of: repository)
            entries.withLock { $0.mayDiscard = true }
        default: return false
        }
        return true
    }
}
