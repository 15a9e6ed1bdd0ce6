internal import Basics
package import HTTPClient
internal import Synchronization

/// GitHub's API over HTTP, with everything that is needed to be a good guest there.
package final class GitHubClient: GitHubAPI {
    /// Which GitHub it talks to.
    package let endpoint: GitHubEndpoint
    /// The limits it keeps to, with the counters for reports.
    package let budget: GitHubBudget
    let credential: GitHubCredential
    let authorizer: any GitHubAuthorizer
    private let caller: GitHubCaller
    private let cache: GitHubCache
    private let accountTask = Mutex<Task<Result<GitHubAccount, GitHubError>, Never>?>(nil)

    /// A client for a credential.
    ///
    /// `patience` is how long limits may make a request wait before it fails as `.limited`.
    package init(
        _ endpoint: GitHubEndpoint, credential: GitHubCredential, client: HTTPClient,
        budget: GitHubBudget? = nil, cache: GitHubCache = GitHubCache(),
        clock: GitHubClock = .system, patience: Duration = .seconds(300)
    ) {
        self.endpoint = endpoint
        self.credential = credential
        self.cache = cache
        self.budget = budget ?? GitHubBudget(clock: clock)
        caller = GitHubCaller(
            endpoint, client: client, budget: self.budget, clock: clock, patience: patience)
        authorizer =
            switch credential {
            case .token(let token), .actions(let token):
                FixedTokenAuthorizer(token: token, account: credential.account)
            case .app(let id, let key):
                AppAuthorizer(id: id, key: key, caller: caller, clock: clock)
            }
    }

    package func send(_ request: GitHubRequest) async throws(GitHubError) -> GitHubAnswer {
        let grant = try await authorizer.grant(for: request, rejecting: nil)
        do throws(GitHubError) {
            return try await answer(request, with: grant)
        } catch {
            guard error.code == .unauthorized, grant.isRenewable else { throw error }
            let renewed = try await authorizer.grant(for: request, rejecting: grant.token)
            return try await answer(request, with: renewed)
        }
    }

    package func next(
        after answer: GitHubAnswer, of request: GitHubRequest
    ) throws(GitHubError) -> GitHubRequest? {
        guard let text = answer.link.flatMap(LinkHeader.next) else { return nil }
        let page = try endpoint.page(text, while: request.attempted)
        guard page != (try endpoint.address(of: request)) else {
            throw GitHubError(
                .redirectRefused, request.attempted, because: "the next page is the same page")
        }
        var next = request
        next.continuation = page.text
        return next
    }

    package func account() async throws(GitHubError) -> GitHubAccount {
        let task = accountTask.withLock { known in
            if let known { return known }
            let task = Task { await self.lookUpAccount() }
            known = task
            return task
        }
        let result = await task.value
        if case .failure = result { accountTask.withLock { if $0 == task { $0 = nil } } }
        return try result.get()
    }

    /// Which repositories of an organisation or user the credential is for.
    package func scope(in owner: String) async throws(GitHubError) -> GitHubRepositories.Scope {
        try await authorizer.isSelective(in: owner) ? .installation(of: owner) : .owner(owner)
    }

    private func lookUpAccount() async -> Result<GitHubAccount, GitHubError> {
        do throws(GitHubError) {
            return .success(try await AccountLookup(client: self).account())
        } catch {
            return .failure(error)
        }
    }

    private func answer(
        _ request: GitHubRequest, with grant: GitHubGrant
    ) async throws(GitHubError) -> GitHubAnswer {
        let isKept = request.method == .get && request.effect == .read
        let key =
            isKept
            ? GitHubCache.key(
                account: grant.account, address: try endpoint.address(of: request).text,
                accept: request.accept) : nil
        var kept: GitHubCache.Entry?
        if let key { kept = await cache.entry(key) }
        let reply = try await caller.call(request, with: grant, validator: kept?.validator)
        if reply.status == 304 {
            guard let kept else {
                throw GitHubError(
                    .malformedAnswer, request.attempted,
                    because: "it says that nothing changed, but nothing was kept")
            }
            await budget.countCached()
            return GitHubAnswer(
                status: kept.status, link: kept.link, body: kept.body, isFromCache: true)
        }
        let answer = GitHubAnswer(
            status: reply.status, link: reply.field("link"), body: reply.body)
        if let key, let validator = reply.field("etag"), hasUsableNextPage(answer, of: request) {
            await cache.keep(
                .init(
                    validator: validator, status: answer.status, link: answer.link,
                    body: answer.body), for: key)
        }
        return answer
    }

    /// Whether the next page, if any, will be asked for: an answer that leads elsewhere must not be served again and
    /// again once GitHub is right.
    private func hasUsableNextPage(_ answer: GitHubAnswer, of request: GitHubRequest) -> Bool {
        do {
            _ = try next(after: answer, of: request)
            return true
        } catch {
            return false
        }
    }
}
