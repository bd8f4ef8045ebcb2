using System.CommandLine;
using PublicServices.Tests.Bench;

var root = new RootCommand("Measures the program beside a floor, in the same run.");
root.Subcommands.Add(RegistrationDayCommand.Create());
root.Subcommands.Add(FloorServer.CreateCommand());
root.Subcommands.Add(StartCommand.Create());
return await root.Parse(args).InvokeAsync();
