//! The command line of framebook.

fn main() -> std::process::ExitCode {
    framebook::cli::main()
}
