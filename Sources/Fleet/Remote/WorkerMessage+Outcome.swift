internal import Basics

extension WorkerMessage {
    /// A `JobOutcome` as it is sent.
    package struct Outcome: Codable, Sendable {
        /// `done`, `failed`, `retry`, `waiting` or `released`.
        package var kind: String
        /// Which failure, or what is waited for.
        package var reason: String?
        /// After how long it goes on.
        package var afterMilliseconds: Int?
        package var detail: String?

        /// An outcome to send.
        package init(_ outcome: JobOutcome) {
            switch outcome {
            case .done: kind = "done"
            case .released: kind = "released"
            case .failed(let failure, let detail):
                kind = "failed"
                reason = failure.rawValue
                self.detail = detail
            case .retry(let pause, let detail):
                kind = "retry"
                afterMilliseconds = pause?.milliseconds
                self.detail = detail
            case .waiting(let wait, let pause, let detail):
                kind = "waiting"
                reason = wait.rawValue
                afterMilliseconds = pause.milliseconds
                self.detail = detail
            }
        }

        /// What was sent; nil for what no worker of ours says.
        package var outcome: JobOutcome? {
            let detail = detail ?? ""
            switch kind {
            case "done": return .done
            case "released": return .released
            case "failed":
                return reason.flatMap(PermanentFailure.init).map { .failed($0, because: detail) }
            case "retry":
                return .retry(after: afterMilliseconds.map(Self.pause), because: detail)
            case "waiting":
                guard let wait = reason.flatMap(WaitReason.init) else { return nil }
                return .waiting(wait, after: Self.pause(afterMilliseconds ?? 0), because: detail)
            default: return nil
            }
        }

        private static func pause(_ milliseconds: Int) -> Duration {
            .milliseconds(min(max(0, milliseconds), 86_400_000))
        }
    }
}
