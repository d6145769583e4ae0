// What a script finds out, told one by one; a script of which something failed ends with 1.
export async function check(name, act) {
  try {
    await act();
    console.log(`ok: ${name}`);
  } catch (error) {
    process.exitCode = 1;
    console.log(`FAILED: ${name}: ${error.stack}`);
  }
}
