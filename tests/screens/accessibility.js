/* global axe, odoo */
/* eslint-disable no-console */
window.judge = async (screens, odoos, widgets) => {
    const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
    const {action, dialog} = odoo.__WOWL_DEBUG__.root.env.services;
    const isReady = () =>
        document.querySelector(
            ".o_action_manager > .o_action, .o_action_manager .o_view_controller, .modal",
        ) && !document.querySelector(".o_blockUI, .o_loading_indicator");
    const isOfOdoo = (rule, node) =>
        widgets.some(
            ([one, selector]) =>
                one === rule &&
                document.querySelector(node.target[0])?.closest(selector),
        );
    let count = 0;
    for (const [name, what] of screens) {
        dialog.closeAll();
        await action.doAction(what, {clearBreadcrumbs: true});
        for (let i = 0; i < 100 && !isReady(); i++) {
            await wait(100);
        }
        await wait(300);
        for (const tab of ["", ...document.querySelectorAll(".o_notebook .nav-link")]) {
            if (tab) {
                tab.click();
                await wait(200);
                // A colour that is still fading in is none.
                const fading = document.getAnimations().map((one) => one.finished);
                await Promise.race([Promise.allSettled(fading), wait(2000)]);
            }
            const context = {
                include: [
                    [document.querySelector(".modal") ? ".modal" : ".o_action_manager"],
                ],
                exclude: odoos
                    .filter((one) => document.querySelector(one))
                    .map((one) => [one]),
            };
            const result = await axe.run(context, {resultTypes: ["violations"]});
            for (const one of result.violations) {
                if (!["serious", "critical"].includes(one.impact)) {
                    continue;
                }
                for (const node of one.nodes.filter(
                    (found) => !isOfOdoo(one.id, found),
                )) {
                    console.error(
                        `AXE ${name} ${tab && tab.textContent}: ${one.impact} ${one.id}: ${node.any.map((check) => check.message)} ${node.target} ${node.html.replaceAll(/\s+/g, " ").slice(0, 400)}`,
                    );
                }
            }
            count++;
        }
    }
    console.log(`${count} screens were judged`);
    console.log("test successful");
};
