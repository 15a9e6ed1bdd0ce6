import Basics
import Documents
import Forge
import FoundationEssentials
import Git
import HTTPClient
import Policies
import Remediation
import RuleEngine
import Sandbox

/// `complybot doctor`: what of this machine and configuration works, line by line, with the remedy.
enum DoctorCommand {
    /// One line of the examination.
    struct Finding {
        /// How bad it is.
        enum State: String { case ok, warning, broken }

        let subject: String
        let state: State
        let detail: String
        var remedy: String?
    }

    static let specification = CommandSpecification(
        words: ["doctor"],
        summary: "what of this machine and configuration works, with the remedy",
        options: Engine.options
    ) { arguments, terminal in
        var findings: [Finding] = []
        let installation = Installation(environment: terminal.environment)
        findings.append(libgit2)
        findings.append(contentsOf: grammars(installation))
        findings.append(rules(arguments, terminal))
        findings.append(home(installation))
        findings.append(try await sandbox(installation, terminal))
        findings.append(network(arguments, terminal))
        findings.append(gitHub(terminal))
        findings.append(contentsOf: models(arguments, terminal))
        for finding in findings {
            let remedy = finding.remedy.map { "; \($0)" } ?? ""
            let line =
                "\(finding.state.rawValue.padded(to: 8)) \(finding.subject): \(finding.detail)\(remedy)"
            try terminal.write(line.escapedForTerminal + "\n")
        }
        return findings.contains { $0.state == .broken } ? .incomplete : .done
    }

    private static var libgit2: Finding {
        Library.hasSecurityFixes
            ? Finding(
                subject: "libgit2", state: .ok,
                detail: "\(Library.version), with its security fixes")
            : Finding(
                subject: "libgit2", state: .broken,
                detail: "\(Library.version) lacks the security fixes of 2026",
                remedy: "apt-get install --only-upgrade libgit2-1.5")
    }

    private static func grammars(_ installation: Installation) -> [Finding] {
        ["python", "javascript", "go"].map { language in
            installation.grammars.grammar(for: language) != nil
                ? Finding(subject: "grammar \(language)", state: .ok, detail: "loaded")
                : Finding(
                    subject: "grammar \(language)", state: .warning,
                    detail: "missing: rules about \(language) code are not evaluated",
                    remedy: "run Scripts/build-grammars, or set COMPLYBOT_GRAMMARS")
        }
    }

    private static func rules(
        _ arguments: ParsedArguments, _ terminal: Terminal
    ) -> Finding {
        do {
            let engine = try Premises.load(arguments, terminal).engine
            let advisories = engine.knowledge.hasAdvisories ? "" : ", without advisories"
            return Finding(
                subject: "rules", state: .ok,
                detail:
                    "\(engine.compiled.ruleSet.rules.count) of \(engine.packs.count) packs\(advisories)"
            )
        } catch let list as DiagnosticList {
            return Finding(
                subject: "rules", state: .broken,
                detail: list.diagnostics.first?.description ?? "unreadable")
        } catch {
            return Finding(
                subject: "rules", state: .broken,
                detail: Diagnostic(describing: error, while: "load the rules").description)
        }
    }

    private static func home(_ installation: Installation) -> Finding {
        do {
            let home = try installation.home()
            let probe = "\(home)/.doctor"
            try HomeFolder.make(home)
            try AtomicFile.write([], to: probe)
            try FileManager.default.removeItem(atPath: probe)
            return Finding(subject: "state", state: .ok, detail: "\(home) can be written")
        } catch {
            return Finding(
                subject: "state", state: .broken,
                detail: Diagnostic(describing: error, while: "write the state").description,
                remedy: "set COMPLYBOT_HOME to a folder that can be written")
        }
    }

    private static func sandbox(
        _ installation: Installation, _ terminal: Terminal
    ) async throws -> Finding {
        guard let home = try? installation.home() else {
            return Finding(
                subject: "sandbox", state: .warning,
                detail: "not tried: there is no place for state")
        }
        let probe = try await SandboxProbe.run(
            Composition.sandbox(
                configuration: ProgramConfiguration(), home: home, terminal: terminal))
        guard probe.level == .namespace else {
            return Finding(
                subject: "sandbox", state: .warning,
                detail: "none, so no tests are run: \(probe.reason ?? "unknown")",
                remedy: probe.remedy)
        }
        let groups = probe.hasControlGroups ? "control groups" : "a watchdog"
        return Finding(
            subject: "sandbox", state: .ok,
            detail: "bubblewrap isolates tests; memory is limited by \(groups)")
    }

    /// By which proxy other machines are reached and whose certificates are believed; nobody is asked.
    private static func network(_ arguments: ParsedArguments, _ terminal: Terminal) -> Finding {
        do {
            let configuration = try ProgramConfiguration.load(arguments, terminal)
            let access = try NetworkAccess(configuration, environment: terminal.environment)
            return Finding(subject: "network", state: .ok, detail: access.description)
        } catch {
            return Finding(
                subject: "network", state: .broken,
                detail: Diagnostic(describing: error, while: "read the network's settings")
                    .description)
        }
    }

    /// Which credential for GitHub is configured and whether its files can be read; nothing is asked there.
    private static func gitHub(_ terminal: Terminal) -> Finding {
        do throws(Diagnostic) {
            let endpoint = try GitHubEndpoint(environment: terminal.environment)
            guard let found = try GitHubCredential.configured(terminal.environment) else {
                return Finding(
                    subject: "GitHub", state: .ok,
                    detail: "no credential: only public repositories can be read")
            }
            let warning = found.warnings.first.map { ", but \($0)" } ?? ""
            return Finding(
                subject: "GitHub", state: warning.isEmpty ? .ok : .warning,
                detail: "\(found.credential) for \(endpoint.server.origin)\(warning)")
        } catch {
            return Finding(subject: "GitHub", state: .broken, detail: error.description)
        }
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}
