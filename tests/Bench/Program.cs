using System.CommandLine;
using PublicServices.Tests.Bench;
using PublicServices.Tests.Bench.Ledger;
using PublicServices.Tests.Bench.Reconcile;
using PublicServices.Tests.Bench.StartProfile;

var root = new RootCommand("Measures the program beside a floor, in the same run.");
root.Subcommands.Add(RegistrationDayCommand.Create());
root.Subcommands.Add(ReconcileCommand.Create());
root.Subcommands.Add(BillRunCommand.Create());
root.Subcommands.Add(LedgerCommand.Create());
root.Subcommands.Add(FloorServer.CreateCommand());
root.Subcommands.Add(StartCommand.Create());
root.Subcommands.Add(StartProfileCommand.Create());
return await root.Parse(args).InvokeAsync();
