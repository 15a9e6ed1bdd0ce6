internal import Basics
internal import Fleet
internal import Remediation

/// The status pages: the fleet, a repository, a run, the dead letters.
struct StatusPages {
    private static let shown = 200

    let reader: FleetReader
    let now: Int64
    let visitor: Visitor

    func fleet(after place: Int64) async throws -> WebResponse {
        let counts = try await reader.counts(now: now)
        let units = try await reader.units(after: place, limit: Self.shown)
        let runs = try await reader.runs(limit: 20)
        let next: HTML =
            units.count == Self.shown
            ? #"<p><a href="/?after=\#(units.last?.id ?? 0)">More repositories</a></p>"# : ""
        return page(
            "Fleet",
            """
            \(Fragments.cards(cards(counts)))
            <h2>Runs</h2>
            \(runTable(runs, none: "Nothing has run yet."))
            <h2>Repositories</h2>
            \(Fragments.table(
                ["Repository", "State", "Findings", "Pull request", "Head", "Last run"],
                units.filter { $0.key.kind == .remediate }.map(unitRow),
                none: "No repository is known yet: a webhook or the schedule brings them."))
            \(next)
            """)
    }

    func repository(_ number: Int64) async throws -> WebResponse? {
        guard let unit = try await reader.unit(number) else { return nil }
        let runs = try await reader.runs(of: number, limit: 50)
        let canRun = unit.closed == nil && visitor.scopes.contains(.write)
        let button: HTML =
            canRun
            ? Fragments.button(
                "Run now", posting: "/api/v1/runs", body: "{\"repository\":\(number)}") : ""
        return page(
            Fragments.name(unit.location, unit.key),
            """
            \(Fragments.facts([
                ("Address", "\(unit.location)"), ("Key", "\(unit.key.repository)"), ("Kind", "\(unit.key.kind.rawValue)"),
                ("Condition", "\(unit.closed ?? "open")"), ("Processed head", "\(unit.lastHead ?? "–")"),
                ("Job", unit.lastJob.map { Fragments.state($0.state.rawValue) } ?? "–"),
                ("Findings", "\(Fragments.findings(unit.lastRun?.summary))"),
                ("Pull request", Fragments.pullRequest(unit.lastRun?.summary)),
            ]))
            \(button)
            <h2>Runs</h2>
            \(runTable(runs, none: "It has not run yet."))
            """)
    }

    func run(_ number: Int64) async throws -> WebResponse? {
        guard let (run, steps) = try await reader.run(number) else { return nil }
        // A stage lasts until the next one begins.
        let ends = steps.dropFirst().map(\.at) + [run.endedAt ?? now]
        let stages = zip(steps, ends).map { step, end -> HTML in
            """
            <li><span class="name">\(step.name)</span>\(TimeText.html(step.at))
            <span class="soft">\(TimeText.span(step.at, end))</span>
            \(StepText.html(step))</li>
            """
        }
        let list: HTML =
            stages.isEmpty
            ? #"<p class="soft">No stage has been passed yet.</p>"#
            : #"<div class="panel"><ol class="steps">\#(HTML.all(stages))</ol></div>"#
        return page(
            "Run \(run.id)",
            """
            \(Fragments.facts(facts(of: run)))
            <h2>Stages</h2>
            \(list)
            """)
    }

    func dead() async throws -> WebResponse {
        let jobs = try await reader.jobs(in: .dead, limit: Self.shown)
        let failed = try await reader.jobs(in: .failed, limit: Self.shown)
        let heads = ["Job", "Repository", "Why", "Attempts", "Crashes", "Ended", ""]
        return page(
            "Dead letters",
            """
            <p class="soft">Jobs that are not tried again by themselves.</p>
            \(Fragments.table(heads, jobs.map(deadRow), none: "There are none."))
            <h2>Failed for good</h2>
            \(Fragments.table(heads, failed.map(deadRow), none: "There are none."))
            """)
    }

    private func page(_ title: String, _ body: HTML) -> WebResponse {
        Page(
            title: title, body: body, guardWord: visitor.guardWord,
            canLogOut: visitor.proof != .loopback
        ).response()
    }

    private func cards(_ counts: FleetCounts) -> [(String, Int)] {
        [
            ("Repositories", counts.repositories), ("Running", counts.jobs[.running] ?? 0),
            ("Ready", counts.ready), ("Waiting", counts.jobs[.waiting] ?? 0),
            ("Failed", counts.jobs[.failed] ?? 0), ("Dead", counts.jobs[.dead] ?? 0),
            ("Deliveries", counts.deliveries),
        ]
    }

    private func runTable(_ runs: [RunRecord], none: String) -> HTML {
        Fragments.table(
            Fragments.runHeads, runs.map { Fragments.runRow($0, now: now) }, none: none)
    }

    private func unitRow(_ unit: UnitRecord) -> HTML {
        let word = unit.closed ?? unit.lastJob?.state.rawValue ?? "–"
        return """
            <tr><td title="\(unit.location)">\(WebLink.repository(unit.id, text: Fragments.name(unit.location, unit.key)))</td>
            <td>\(Fragments.state(word))</td><td>\(Fragments.findings(unit.lastRun?.summary))</td>
            <td>\(Fragments.pullRequest(unit.lastRun?.summary))</td>
            <td class="number">\(String(unit.lastHead?.prefix(12) ?? "–"))</td>
            <td>\(unit.lastRun.map { WebLink.run($0.id) } ?? "–")</td></tr>
            """
    }

    private func deadRow(_ job: JobRecord) -> HTML {
        let button =
            visitor.scopes.contains(.write)
            ? Fragments.button("Retry", posting: "/api/v1/jobs/\(job.id)/retry") : ""
        let why = [job.reason, job.detail].compactMap { $0 }.joined(separator: ": ")
        return """
            <tr><td class="number">\(job.id)</td><td title="\(job.location)">\(Fragments.name(job.location, job.unit))</td>
            <td>\(why)</td><td>\(job.attempts)</td><td>\(job.crashes)</td>
            <td>\(TimeText.html(job.endedAt))</td><td>\(button)</td></tr>
            """
    }

    private func facts(of run: RunRecord) -> [(String, HTML)] {
        var facts: [(String, HTML)] = [
            ("Repository", "\(Fragments.name(run.location, run.unit))"),
            ("Address", "\(run.location)"),
            ("State", Fragments.state(run.outcome ?? "running")),
            ("Attempt", "\(run.attempt) of job \(run.job)"), ("Worker", "\(run.worker)"),
            ("Started", TimeText.html(run.startedAt)), ("Ended", TimeText.html(run.endedAt)),
            ("Took", "\(TimeText.span(run.startedAt, run.endedAt ?? now))"),
        ]
        if let detail = run.detail { facts.append(("Why", "\(detail)")) }
        guard let summary = run.summary else { return facts }
        facts += [
            ("Findings", "\(Fragments.findings(summary))"),
            ("Patched", "\(summary.patched.joined(separator: ", "))"),
            ("Tests", "\(summary.tests)"), ("Pull request", Fragments.pullRequest(summary)),
            ("Note", "\(summary.note)"),
        ]
        if let agent = summary.agent {
            let counts =
                "\(agent.turns.of("turn")), \(agent.calls.of("call")), \(agent.tokens.of("token"))"
            facts.append(("Driven by", "\(agent.brain): \(agent.note) (\(counts))"))
        }
        if let failure = summary.failure { facts.append(("Failure", "\(failure)")) }
        return facts
    }
}
