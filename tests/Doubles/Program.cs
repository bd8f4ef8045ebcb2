using System.CommandLine;
using PublicServices.Tests.Doubles.Cosmos;

// One line for each double; the folder of each holds its own command.
var root = new RootCommand("Doubles of the services the program talks to, for tests on one machine.");
root.Subcommands.Add(CosmosCommand.Create());
return await root.Parse(args).InvokeAsync();
