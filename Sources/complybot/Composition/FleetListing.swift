import Basics
import Forge
import HTTPClient
import Remediation

/// The repositories of an organisation, as GitHub lists them, as jobs of a sweep.
struct FleetListing {
    let connection: GitHubConnection
    let terminal: Terminal

    /// The jobs, sorted by name; what GitHub would not show is told on standard error.
    ///
    /// Archived and disabled repositories are left out: nothing can be proposed to them. So are forks, whose owners are
    /// elsewhere, unless they are wanted.
    func jobs(of organization: String, includingForks: Bool) async throws -> [RepositoryJob] {
        let scope = try await connection.api.scope(in: organization)
        let listing = try await GitHubRepositories(
            api: connection.api, watching: RemediationEnvironment.branch
        ).all(scope)
        for notice in listing.notices { terminal.note("complybot: warning: \(notice)\n") }
        let wanted = listing.repositories.filter {
            !$0.isArchived && !$0.isDisabled && (includingForks || !$0.isFork)
        }
        let left = listing.repositories.count - wanted.count
        if left > 0 {
            let kinds = includingForks ? "archived or disabled" : "archived, disabled or forks"
            terminal.note(
                "complybot: \(left) of \(listing.repositories.count) are \(kinds): left out\n")
        }
        return wanted.map(job)
    }

    /// Why an organisation cannot be listed without a credential.
    static func noCredential(for organization: String) -> Diagnostic {
        Diagnostic(
            .usage, "list the repositories of \(organization)",
            because: "there is no credential for GitHub",
            remedy: "set GITHUB_TOKEN, or COMPLYBOT_GITHUB_APP_ID and "
                + "COMPLYBOT_GITHUB_APP_PRIVATE_KEY_FILE")
    }

    private func job(_ listed: ListedRepository) -> RepositoryJob {
        var job = RepositoryJob(
            location: "\(connection.endpoint.server.origin)/\(listed.name).git")
        job.forgeID = listed.id
        job.observation = listed.observation
        _ = job.setFact("visibility", to: listed.isPrivate ? "private" : "public")
        return job
    }
}
