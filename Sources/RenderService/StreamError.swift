/// What can go wrong with a stream.
public enum StreamError: Error, Equatable, CustomStringConvertible {
    case badPort(Int)
    case badHost(String)
    case cannotListen(host: String, port: Int, reason: String)

    public var description: String {
        switch self {
        case .badPort(let port):
            "stream: \(port) is no port. Use 1 to 65535, for instance 7070."
        case .badHost(let host):
            "stream: “\(host)” is no address. Use 127.0.0.1, or one of this machine in numbers."
        case .cannotListen(let host, let port, let reason):
            "stream: cannot listen on \(host) port \(port): \(reason). Try another port."
        }
    }
}
