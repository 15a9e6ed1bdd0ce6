internal import Basics
internal import HTTPClient

/// Why a service outside gave no answer that counts, on one line; nothing that it wrote is quoted but an error's message.
struct ServiceProblem: Error, Hashable {
    let reason: String

    init(_ reason: String) {
        self.reason = String(reason.prefix(300)).escapedForTerminal
    }

    init(_ error: HTTPError) {
        switch error.code {
        case .tooLarge: self.init("its answer is larger than it may be")
        case .timeout: self.init("it did not answer in time")
        case .connect: self.init("it cannot be reached")
        case .cancelled: self.init("the call was taken back")
        case .tls, .protocol, .invalidURL, .invalidRequest: self.init(error.detail)
        }
    }
}
