internal import Basics
internal import FoundationEssentials
internal import Snapshots

/// Runs tests behind the wall that bubblewrap builds, and never without it.
///
/// Each run has a scratch folder of its own, which is gone afterwards, as is every process that the tests started. Runs
/// may be made at the same time; each takes what its limits say.
package struct BubblewrapTestRunner: TestRunner {
    private let configuration: SandboxConfiguration

    /// A runner for this machine.
    package init(_ configuration: SandboxConfiguration) { self.configuration = configuration }

    package func run(_ request: TestRequest) async throws -> TestRun {
        do {
            let plan = try TestPlan.make(for: request).get()
            let tools = try Toolchain(tools: plan.tools, searchPath: configuration.searchPath)
            let probe = try await SandboxProbe.run(configuration)
            if let reason = probe.reason { throw NotRunReason.noSandbox(reason) }
            let site = try await packages(for: plan, request: request, tools: tools)
            return try await run(plan, for: request, tools: tools, site: site)
        } catch let reason as NotRunReason {
            return .notRun(reason)
        }
    }

    /// The folder with the Python packages of a plan; nil when it needs none.
    private func packages(
        for plan: TestPlan, request: TestRequest, tools: Toolchain
    ) async throws -> String? {
        guard var requirements = plan.python, let python = tools.paths["python3"] else {
            return nil
        }
        if requirements.readsProject,
            let text = ComponentTree(request.snapshot, component: plan.component).bytes(
                of: "pyproject.toml")
        {
            let isolation = try Isolation(
                configuration: configuration, limits: configuration.limits)
            let reader = ProjectRequirements(isolation: isolation, python: python)
            requirements = requirements.adding(try await reader.lines(in: text))
        }
        let environments = PythonEnvironments(configuration: configuration, python: python)
        return try await environments.site(for: requirements)
    }

    private func run(
        _ plan: TestPlan, for request: TestRequest, tools: Toolchain, site: String?
    ) async throws -> TestRun {
        let scratch = try ScratchFolder(below: configuration.scratch)
        do {
            let result = try await run(plan, for: request, tools: tools, site: site, in: scratch)
            try await BlockingWork.run("sandbox.scratch") { try scratch.remove() }
            return result
        } catch {
            try await BlockingWork.run("sandbox.scratch") { try scratch.remove() }
            throw error
        }
    }

    private func run(
        _ plan: TestPlan, for request: TestRequest, tools: Toolchain, site: String?,
        in scratch: ScratchFolder
    ) async throws -> TestRun {
        let snapshot = request.snapshot
        var limits = configuration.limits
        if let limit = request.timeLimit { limits.wallTime = min(limits.wallTime, limit) }
        let writer = Materialisation(
            byteLimit: limits.scratch, entryLimit: limits.scratchEntries,
            owner: PrivilegeDrop.isNeeded ? PrivilegeDrop.user : nil)
        do {
            _ = try await BlockingWork.run("sandbox.scratch") {
                try writer.write(snapshot, to: scratch.tree)
            }
        } catch let error as MaterialisationError {
            throw NotRunReason.unreadableTree("\(error)")
        }
        let isolation = try Isolation(configuration: configuration, limits: limits)
        let command = command(for: plan, of: snapshot, tools: tools, site: site, in: scratch)
        switch try await isolation.run(command) {
        case .ended(let status, let output):
            let report = report(on: plan, status: status, output: output, in: scratch)
            // What pytest says when it has collected nothing.
            if report.outcomes == [] && status == 5 { throw NotRunReason.noTests }
            return .ran(report)
        case .stopped(let limit, let output):
            return .error(limit, output: OutputExcerpt.plain(output))
        case .unavailable(let reason): throw NotRunReason.noSandbox(reason)
        }
    }

    private func command(
        for plan: TestPlan, of snapshot: any Snapshot, tools: Toolchain, site: String?,
        in scratch: ScratchFolder
    ) -> SandboxedCommand {
        var command = SandboxedCommand(words: plan.words)
        command.folder = plan.workingFolder
        command.readable = tools.mounts
        command.writable = [
            .init(source: scratch.tree, target: TestPlan.treeFolder),
            .init(source: scratch.results, target: TestPlan.resultsFolder),
        ]
        command.environment = plan.variables.merging(configuration.variables) { $1 }
        var folders = tools.folders
        if let site {
            command.readable.append(.init(source: site, target: PythonEnvironments.siteFolder))
            folders.insert("\(PythonEnvironments.siteFolder)/bin", at: 0)
            command.hidden = Self.systemPackages
        }
        if plan.ecosystem == .python {
            let sources = [plan.workingFolder, "\(plan.workingFolder)/src"]
            let path = sources + (site == nil ? [] : [PythonEnvironments.siteFolder])
            command.environment["PYTHONPATH"] = path.joined(separator: ":")
        }
        let standard = SandboxedCommand.baseEnvironment["PATH"].map { [$0] } ?? []
        command.environment["PATH"] = (folders + standard).joined(separator: ":")
        return command
    }

    /// Where the system keeps Python packages; hidden, so that only what was asked for is there, on every machine.
    private static var systemPackages: [String] {
        ["/usr/lib/python3/dist-packages"].filter { FileManager.default.fileExists(atPath: $0) }
    }

    private func report(
        on plan: TestPlan, status: Int32, output: CapturedOutput, in scratch: ScratchFolder
    ) -> TestReport {
        var outcomes: [TestOutcome]?
        if plan.reporting == .junit,
            let bytes = scratch.result(TestPlan.reportName, limit: JUnitReport.maximumSize)
        {
            // A report that is none leaves the tests unknown one by one, and the run without success.
            outcomes = try? JUnitReport.outcomes(in: bytes)
        }
        return TestReport(
            command: plan.text, exitStatus: status, outcomes: outcomes,
            output: OutputExcerpt.plain(output),
            isComplete: plan.reporting == .exitStatus || outcomes != nil)
    }
}

extension SandboxConfiguration {
    /// Removes what runs left behind whose process is dead: scratch folders, half-built environments, control groups.
    ///
    /// For the start of a program; runs of living processes are not touched.
    package func removeStaleScratch() async throws {
        try await BlockingWork.run("sandbox.scratch") {
            for name in (try? FileManager.default.contentsOfDirectory(atPath: scratch)) ?? []
            where ScratchName.isStale(name, prefix: ScratchFolder.prefix) {
                try TreeRemoval.remove("\(scratch)/\(name)")
            }
            PythonEnvironments(configuration: self, python: "").removeStale()
            ControlGroup.removeStale()
        }
    }
}
