//! Help, as it is shown.

use crate::whose::Whose;

macro_rules! helps {
    ($($test:ident $words:literal;)*) => {$(
        #[test]
        fn $test() {
            insta::assert_snapshot!(Whose::new().done($words));
        }
    )*};
}

helps! {
    the_program_tells_its_commands_and_exit_codes "--help";
    is_tells_what_an_account_can_be_named_by "is --help";
    link_names_the_word_of_the_api "accounts link --help";
    unlink_names_the_word_of_the_api "accounts unlink --help";
    reset_tells_what_goes_and_what_stays "accounts reset --help";
    undo_tells_what_it_leaves_alone "undo --help";
    apply_tells_what_may_be_edited "accounts apply --help";
    import_tells_what_the_whole_list_means "import accounts --help";
    import_drata_tells_what_comes_and_what_stays "import drata --help";
    findings_tells_what_is_told_and_how_it_ends "findings --help";
    leavers_tells_when_an_account_is_due "leavers --help";
    serve_tells_its_settings "serve --help";
}

#[test]
fn wrong_usage_is_told_with_its_own_exit_code() {
    let whose = Whose::new();
    for words in ["bogus", "is", "accounts link ada", "keys create --name n --owner o", "is a --server u --database d"]
    {
        assert_eq!(whose.words(words).code, 2, "{words}");
    }
    assert!(!whose.folder().join("whose.db").exists(), "nothing is made for wrong usage");
}

#[test]
fn every_shell_gets_its_completions() {
    let whose = Whose::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = whose.done(&format!("completions {shell}"));
        assert!(script.contains("whose") && script.contains("connections"), "{shell}");
    }
    assert_eq!(whose.words("completions sh").code, 2);
}
