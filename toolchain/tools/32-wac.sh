# wac: joins components into one. The build uses its library (composer/compose); labs, tests and the bench call the command.
# Without its registry client, which doubles the build.
title=wac
wanted=$WAC_CLI
home=$TOOLS/wac-cli-$wanted
minutes=2
late=1

probe() { on_path wac || in_cache bin/wac; }
install() { cargo_tool wac-cli --no-default-features --features wit; }
