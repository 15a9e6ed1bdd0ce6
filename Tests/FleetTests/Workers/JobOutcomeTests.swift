import Basics
import Forge
import Git
import HTTPClient
import Remediation
import Testing

@testable import Fleet

@Suite("What a failure means for a job")
struct JobOutcomeTests {
    /// How a job goes on, without the words.
    enum Course: Hashable {
        case done, retry, released
        case failed(PermanentFailure)
        case waiting(WaitReason, seconds: Int64)

        init(_ outcome: JobOutcome) {
            switch outcome {
            case .done: self = .done
            case .retry: self = .retry
            case .released: self = .released
            case .failed(let failure, _): self = .failed(failure)
            case .waiting(let reason, let pause, _):
                self = .waiting(reason, seconds: pause.components.seconds)
            }
        }
    }

    @Test(
        "of a forge",
        arguments: [
            (ForgeError.Code.unsupportedRepository, Course.failed(.configInvalid)),
            (.noRepository, .failed(.gone)), (.noPullRequest, .retry), (.notOpen, .retry),
            (.corruptRecord, .retry), (.invalidRequest, .retry), (.alreadyExists, .retry),
            (.notVisibleYet, .retry), (.refused, .failed(.policyRefused)),
            (.repositoryClosed, .failed(.archived)), (.noAccess, .failed(.noAccess)),
            (.suspended, .failed(.suspendedInstallation)), (.answerLost, .retry),
            (.limited(seconds: 9), .waiting(.rate, seconds: 9)),
            (.unavailable(seconds: nil), .waiting(.forgeDown, seconds: 30)),
            (.unavailable(seconds: 7), .waiting(.forgeDown, seconds: 7)),
            (.malformedAnswer, .retry),
        ])
    func forge(code: ForgeError.Code, course: Course) {
        let error = ForgeError(code, "look", because: "of a test")
        #expect(Course(JobOutcome(of: error)) == course)
        var isDown = false
        if case .unavailable = code { isDown = true }
        #expect(HostSign.isDown(error) == isDown)
    }

    @Test(
        "of GitHub",
        arguments: [
            (GitHubError.Code.unauthorized, Course.failed(.noAccess)),
            (.forbidden, .failed(.noAccess)), (.singleSignOn, .failed(.noAccess)),
            (.limited(seconds: 60), .waiting(.rate, seconds: 60)), (.notFound, .retry),
            (.gone, .failed(.archived)), (.unavailableForLegalReasons, .failed(.noAccess)),
            (.conflict, .retry), (.alreadyExists, .retry), (.notVisibleYet, .retry),
            (.refused, .failed(.policyRefused)), (.invalid, .retry),
            (.suspended, .failed(.suspendedInstallation)), (.redirectRefused, .retry),
            (.malformedAnswer, .retry), (.unavailable, .waiting(.forgeDown, seconds: 30)),
            (.answerLost, .retry), (.hostDown(seconds: 5), .waiting(.forgeDown, seconds: 5)),
            (.cancelled, .released),
        ])
    func gitHub(code: GitHubError.Code, course: Course) {
        let error = GitHubError(code, "look", because: "of a test")
        #expect(Course(JobOutcome(of: error)) == course)
        var isDown = code == .unavailable
        if case .hostDown = code { isDown = true }
        #expect(HostSign.isDown(error) == isDown)
    }

    @Test(
        "of git",
        arguments: [
            (GitError.Code.notFound, Course.failed(.gone)),
            (.notARepository, .failed(.malformedRepository)), (.emptyRepository, .retry),
            (.unbornHead, .retry), (.noSuchRevision, .retry), (.noSuchReference, .retry),
            (.tooLarge, .failed(.tooLarge)), (.corruptObject, .failed(.malformedRepository)),
            (.unsafePath, .failed(.malformedRepository)), (.staleFile, .retry),
            (.pathConflict, .retry), (.referenceMoved(actual: nil), .retry),
            (.leaseFailed(actual: nil), .retry), (.pushRefused, .failed(.policyRefused)),
            (.invalidAddress, .failed(.configInvalid)), (.invalidName, .failed(.configInvalid)),
            (.unreachable, .retry), (.authentication, .failed(.noAccess)),
            (.untrustedHost, .failed(.noAccess)), (.redirected, .retry), (.timedOut, .retry),
            (.cancelled, .released), (.sourceGone, .retry), (.fileSystem, .retry),
            (.failed, .retry),
        ])
    func git(code: GitError.Code, course: Course) {
        let error = GitError(code, "fetch", because: "of a test")
        #expect(Course(JobOutcome(of: error)) == course)
        #expect(HostSign.isDown(error) == [.unreachable, .timedOut].contains(code))
    }

    @Test("of anything else: cancelled work is given back, the rest tried again")
    func others() {
        struct Unknown: Error {}
        let cancelled = HTTPError(.cancelled, host: nil, detail: "")
        #expect(Course(JobOutcome(of: CancellationError())) == .released)
        #expect(Course(JobOutcome(of: cancelled)) == .released)
        #expect(Course(JobOutcome(of: HTTPError(.timeout, host: nil, detail: ""))) == .retry)
        #expect(Course(JobOutcome(of: Unknown())) == .retry)
        #expect(!HostSign.isDown(Unknown()))
    }

    @Test("in a summary: its condition, whose mistake it was, what is waited for")
    func summaries() {
        func course(_ edit: (inout RemediationSummary) -> Void) -> Course {
            var summary = FleetPlace.summary()
            edit(&summary)
            return Course(WorkResult(summary).outcome)
        }
        #expect(course { _ in } == .done)
        #expect(course { $0.failure = "no network" } == .retry)
        #expect(course { $0.isUsageFailure = true } == .failed(.configInvalid))
        #expect(
            course {
                $0.isUsageFailure = true
                $0.failure = "malformed address"
            } == .failed(.configInvalid))
        #expect(course { $0.condition = "renamed" } == .done)
        let conditions: [(String, PermanentFailure)] = [
            ("archived", .archived), ("disabled", .archived), ("gone", .gone),
            ("no-access", .noAccess), ("branch-conflict", .branchConflict),
            ("rejected-by-human", .rejectedByHuman),
        ]
        for (condition, failure) in conditions {
            #expect(course { $0.condition = condition } == .failed(failure))
            #expect(
                course {
                    $0.condition = condition
                    $0.failure = "cannot fetch"
                } == .failed(failure))
        }
        #expect(
            course {
                $0.isWaiting = true
                $0.action = .held
            } == .waiting(.window, seconds: 3600))
        #expect(course { $0.isWaiting = true } == .done)
    }
}
