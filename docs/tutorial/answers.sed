# What the sample company answers, as a spreadsheet would fill it in: person, -, serviceReason, owner, reviewBy, because.
/,<root_account>,/     s/,,,,,,,unlinked,/,,,break glass,ada.lovelace@example.com,,sealed since the audit,unlinked,/
/,aturing,/            s/,,,,,,,unlinked,/,alan.turing@example.com,,,,,asked the platform team,unlinked,/
/,kjohnson,/           s/,,,,,,,unlinked,/,katherine.johnson@example.com,,,,,asked her,unlinked,/
/,ci-deploy,/          s/,,,,,,,unlinked,/,,,deploys from the build server,grace.hopper@example.com,,runbook,unlinked,/
/,nightly-backup,/     s/,,,,,,,unlinked,/,,,copies the databases at night,radia.perlman@example.com,,runbook,unlinked,/
/,ada-lovelace-ex,/    s/,,,,,,,unlinked,/,ada.lovelace@example.com,,,,,asked her,unlinked,/
/,ghopper-ex,/         s/,,,,,,,unlinked,/,grace.hopper@example.com,,,,,asked her,unlinked,/
/,turing-ex,/          s/,,,,,,,unlinked,/,alan.turing@example.com,,,,,signed his commits,unlinked,/
/,edsger-ex,/          s/,,,,,,,unlinked,/,edsger.dijkstra@example.com,,,,,asked him,unlinked,/
/,bliskov-ex,/         s/,,,,,,,unlinked,/,barbara.liskov@example.com,,,,,asked her,unlinked,/
/,example-releases/    s/,,,,,,,unlinked,/,,,publishes releases,barbara.liskov@example.com,,runbook,unlinked,/
/,alan.turing@/        s/,,,,,,,unlinked,/,alan.turing@example.com,,,,,his address,unlinked,/
/,warehouse-loader@/   s/,,,,,,,unlinked,/,,,loads the warehouse,katherine.johnson@example.com,,asked her,unlinked,/
